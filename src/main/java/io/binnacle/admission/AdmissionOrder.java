package io.binnacle.admission;

/**
 * The order of the interceptors around {@link AdmissionFacade}: the lower is the outer. Mutating
 * plugins run before all else; the validating interceptor lets the registry prepare and validate
 * first, and then runs its plugins on what is really going to be written.
 */
final class AdmissionOrder {
  static final int MUTATING = 1000;
  static final int VALIDATING = 2000;

  private AdmissionOrder() {}
}
