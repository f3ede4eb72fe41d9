package io.binnacle.apiserver.facade;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.authentication.AuthenticationChain;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Finds out who is calling, or refuses with 401. A component in this process is who the process says. */
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
    request.authenticatedAs(
        request.trustedUser().orElseGet(() -> chain.authenticate(request.credentials())));
    return context.proceed();
  }
}
