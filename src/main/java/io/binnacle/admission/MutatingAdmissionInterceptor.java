package io.binnacle.admission;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Runs the mutating plugins before everything else. */
@Interceptor
@MutatingAdmission
@Priority(AdmissionOrder.MUTATING)
class MutatingAdmissionInterceptor {
  private final AdmissionChain chain;

  @Inject
  MutatingAdmissionInterceptor(AdmissionChain chain) {
    this.chain = chain;
  }

  @AroundInvoke
  Object around(InvocationContext invocation) throws Exception {
    chain.mutate((AdmissionRequest) invocation.getParameters()[0]);
    return invocation.proceed();
  }
}
