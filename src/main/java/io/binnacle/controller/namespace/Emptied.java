package io.binnacle.controller.namespace;

import io.binnacle.apimachinery.errors.ApiException;
import java.util.Map;
import java.util.Optional;

/**
 * How far a namespace has been emptied.
 *
 * @param discoveryFailure why not all kinds are known
 * @param deletionFailure why something could not be deleted
 * @param remaining how many objects are left, by resource
 * @param finalizers how many of them each finalizer keeps
 */
record Emptied(
    Optional<ApiException> discoveryFailure,
    Optional<ApiException> deletionFailure,
    Map<String, Integer> remaining,
    Map<String, Integer> finalizers) {

  boolean isComplete() {
    return discoveryFailure.isEmpty() && deletionFailure.isEmpty() && remaining.isEmpty();
  }
}
