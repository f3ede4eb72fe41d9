package io.binnacle.admission;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * The facade as a bean: what is around the registry's part are its interceptors, in the order of
 * {@link AdmissionOrder}. Stateless.
 */
@ApplicationScoped
class InterceptedAdmission implements AdmissionFacade {

  @Override
  @MutatingAdmission
  @ValidatingAdmission
  public void perform(AdmissionRequest request, Runnable prepareAndValidate) {
    prepareAndValidate.run();
  }
}
