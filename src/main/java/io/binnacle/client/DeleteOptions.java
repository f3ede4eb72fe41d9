package io.binnacle.client;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How to delete.
 *
 * @param gracePeriodSeconds 0 deletes at once; empty takes the kind's default
 * @param uid delete only the object with this uid
 * @param resourceVersion delete only this version
 * @param propagationPolicy {@code Orphan}, {@code Background} or {@code Foreground}
 */
public record DeleteOptions(
    OptionalLong gracePeriodSeconds,
    Optional<String> uid,
    Optional<String> resourceVersion,
    Optional<String> propagationPolicy) {

  public static DeleteOptions defaults() {
    return new DeleteOptions(
        OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static DeleteOptions now() {
    return new DeleteOptions(
        OptionalLong.of(0), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public DeleteOptions onlyUid(String expected) {
    return new DeleteOptions(
        gracePeriodSeconds, Optional.of(expected), resourceVersion, propagationPolicy);
  }
}
