package io.binnacle.registry;

/**
 * The options of a write.
 *
 * @param fieldManager who owns the fields that the write sets; derived from the user agent when not
 *     given
 * @param force an apply takes over fields that others own
 */
public record WriteOptions(
    boolean dryRun, FieldValidation fieldValidation, String fieldManager, boolean force) {

  /** What becomes of unknown and duplicate fields. */
  public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }
}
