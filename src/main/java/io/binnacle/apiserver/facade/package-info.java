/**
 * The outer facade that every request passes, over HTTP or in process, and its interceptors: audit,
 * authentication, impersonation, authorization. Their order is in Interceptors.java.
 */
@NullMarked
package io.binnacle.apiserver.facade;

import org.jspecify.annotations.NullMarked;
