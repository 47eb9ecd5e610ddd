package io.tidegate.messages;

import org.jspecify.annotations.Nullable;

/**
 * What a push's link shows.
 *
 * @param title what its page calls itself; null if that is not known
 * @param picture https URL of its picture; null if there is none
 */
public record LinkPreview(@Nullable String title, @Nullable String picture) {}
