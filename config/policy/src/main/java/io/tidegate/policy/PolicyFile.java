package io.tidegate.policy;

/**
 * A policy file that was read without an error.
 *
 * @param file its name
 * @param text the text as it stands in the file, for whoever stores it
 * @param policy what it says, with preset and defaults
 */
public record PolicyFile(String file, String text, Policy policy) {}
