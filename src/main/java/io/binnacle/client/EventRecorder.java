package io.binnacle.client;

import io.binnacle.apimachinery.meta.ApiObject;

/**
 * Writes Events (core/v1) about objects. Returns at once; a bounded queue writes them in the
 * background, equal ones are counted up instead of repeated, and what does not fit is dropped,
 * never held up.
 */
public interface EventRecorder {
  /** Something expected happened. */
  void normal(ApiObject about, String reason, String message);

  /** Something that a person may have to look at. The message holds no secret. */
  void warning(ApiObject about, String reason, String message);

  /** The same about a field of the object, such as {@code spec.containers{web}}. */
  void event(ApiObject about, String fieldPath, String type, String reason, String message);
}
