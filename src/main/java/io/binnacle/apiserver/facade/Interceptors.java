package io.binnacle.apiserver.facade;

import jakarta.interceptor.Interceptor;

/**
 * The order of the outer facade's interceptors, outermost first: measuring sees everything,
 * authentication comes before authorization, and nothing of a body is decoded before both have
 * passed.
 */
final class Interceptors {
  static final int MEASURE = Interceptor.Priority.APPLICATION;
  static final int AUTHENTICATION = Interceptor.Priority.APPLICATION + 100;
  static final int AUTHORIZATION = Interceptor.Priority.APPLICATION + 200;

  private Interceptors() {}
}
