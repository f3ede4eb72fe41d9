package io.binnacle.admission;

/**
 * The inner facade: every write passes it. The CDI bean runs the mutating chain, then the
 * registry's own preparation and validation, then the validating chain, each as an interceptor
 * around the next.
 */
public interface AdmissionFacade {
  /**
   * @param prepareAndValidate the registry's part; sees what the mutating plugins changed; throws
   *     Invalid to refuse
   * @throws io.binnacle.apimachinery.errors.ApiException when a plugin or the registry refuses the
   *     write
   */
  void perform(AdmissionRequest request, Runnable prepareAndValidate);
}
