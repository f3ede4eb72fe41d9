package io.binnacle.apiserver.facade;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.authentication.AuthenticationChain;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.UserInfo;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/**
 * Finds out who is calling, or refuses with 401. A component in this process is who the process
 * says.
 */
@Authenticated
@Interceptor
@Priority(Interceptors.AUTHENTICATION)
final class AuthenticationInterceptor {
  private final AuthenticationChain chain;

  @Inject
  AuthenticationInterceptor(AuthenticationChain chain) {
    this.chain = chain;
  }

  @AroundInvoke
  Object authenticate(InvocationContext context) throws Exception {
    ApiRequest request = (ApiRequest) context.getParameters()[0];
    request.authenticatedAs(request.trustedUser().orElseGet(() -> prove(request.credentials())));
    return context.proceed();
  }

  /** The client is told nothing of why: that would help whoever guesses. */
  private UserInfo prove(Credentials credentials) {
    return switch (chain.authenticate(credentials)) {
      case AuthenticationOutcome.Authenticated(UserInfo user) -> user;
      case AuthenticationOutcome.Rejected ignored -> throw unauthorized();
      case AuthenticationOutcome.NotApplicable ignored -> throw unauthorized();
    };
  }

  private static ApiException unauthorized() {
    return ApiException.of(StatusReason.UNAUTHORIZED, "Unauthorized");
  }
}
