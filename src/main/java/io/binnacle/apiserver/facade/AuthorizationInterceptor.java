package io.binnacle.apiserver.facade;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.authorization.AuthorizationChain;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Refuses with 403 what the user may not do. */
@Authorized
@Interceptor
@Priority(Interceptors.AUTHORIZATION)
final class AuthorizationInterceptor {
  private final AuthorizationChain chain;

  @Inject
  AuthorizationInterceptor(AuthorizationChain chain) {
    this.chain = chain;
  }

  @AroundInvoke
  Object authorize(InvocationContext context) throws Exception {
    ApiRequest request = (ApiRequest) context.getParameters()[0];
    chain.check(request.attributes());
    return context.proceed();
  }
}
