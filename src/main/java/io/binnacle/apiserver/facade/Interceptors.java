package io.binnacle.apiserver.facade;

import jakarta.interceptor.Interceptor;

/**
 * The order of the outer facade's interceptors, outermost first: measuring sees everything,
 * authentication comes before authorization, impersonation between them, and nothing of a body is
 * decoded before all have passed.
 */
final class Interceptors {
  static final int MEASURE = Interceptor.Priority.APPLICATION;
  static final int AUTHENTICATION = Interceptor.Priority.APPLICATION + 100;
  static final int IMPERSONATION = Interceptor.Priority.APPLICATION + 150;
  static final int AUTHORIZATION = Interceptor.Priority.APPLICATION + 200;

  private Interceptors() {}
}
