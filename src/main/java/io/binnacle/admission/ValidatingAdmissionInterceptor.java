package io.binnacle.admission;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Lets the registry prepare and validate, then runs the validating plugins. */
@Interceptor
@ValidatingAdmission
@Priority(AdmissionOrder.VALIDATING)
class ValidatingAdmissionInterceptor {
  private final AdmissionChain chain;

  @Inject
  ValidatingAdmissionInterceptor(AdmissionChain chain) {
    this.chain = chain;
  }

  @AroundInvoke
  Object around(InvocationContext invocation) throws Exception {
    Object result = invocation.proceed();
    chain.validate((AdmissionRequest) invocation.getParameters()[0]);
    return result;
  }
}
