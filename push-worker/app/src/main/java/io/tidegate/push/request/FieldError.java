package io.tidegate.push.request;

/**
 * What is wrong with a field of a body.
 *
 * @param field its path, such as {@code subscription.endpoint}; empty for the body itself
 * @param message what it must be, and what was given
 */
public record FieldError(String field, String message) {}
