package io.binnacle.registry;

import java.util.List;

/**
 * The options of a write.
 *
 * @param fieldManager who owns the fields that the write sets; derived from the user agent when not
 *     given
 * @param force an apply takes over fields that others own
 * @param duplicateFields the messages of strict validation about fields that the body gave twice,
 *     which the decoded tree no longer shows
 */
public record WriteOptions(
    boolean dryRun,
    FieldValidation fieldValidation,
    String fieldManager,
    boolean force,
    List<String> duplicateFields) {

  /** What becomes of unknown and duplicate fields. */
  public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }

  public WriteOptions {
    duplicateFields = List.copyOf(duplicateFields);
  }

  public WriteOptions(
      boolean dryRun, FieldValidation fieldValidation, String fieldManager, boolean force) {
    this(dryRun, fieldValidation, fieldManager, force, List.of());
  }

  public WriteOptions withDuplicateFields(List<String> messages) {
    return new WriteOptions(dryRun, fieldValidation, fieldManager, force, messages);
  }
}
