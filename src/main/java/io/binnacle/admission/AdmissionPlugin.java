package io.binnacle.admission;

/**
 * One admission plugin: a CDI bean in a package of its own below {@code admission.plugin}, which
 * implements {@link Mutating}, {@link Validating} or both. Called after authorization, for writes
 * only, outside any lock, from any thread; it reads {@code ObjectStore.cached()} or {@code
 * latest()} and must not keep the request. It refuses by throwing an {@code ApiException}, usually
 * Forbidden.
 */
public sealed interface AdmissionPlugin {
  /**
   * The name in {@code binnacle.admission.disable-plugins}, Kubernetes' own, such as {@code
   * LimitRanger}.
   */
  String name();

  /** The place in the chain: lower runs first. */
  int order();

  /**
   * A plugin that may change the object. All mutating plugins run before the first validating one.
   */
  non-sealed interface Mutating extends AdmissionPlugin {
    void admit(AdmissionRequest request);
  }

  /** A plugin that may refuse, after all changes. It changes nothing. */
  non-sealed interface Validating extends AdmissionPlugin {
    void validate(AdmissionRequest request);
  }
}
