package io.binnacle.apimachinery.errors;

/**
 * One entry of {@code status.details.causes}.
 *
 * @param reason machine-readable, such as {@code FieldValueRequired}
 * @param message for a person
 * @param field the path of the field, such as {@code spec.containers[0].name}, or empty
 */
public record StatusCause(String reason, String message, String field) {}
