package io.tidegate.policy.yaml;

/**
 * Something found wrong (or doubtful) in a document.
 *
 * @param line from 1; 0 if the whole document is meant
 * @param key path of the key, empty for the document
 * @param found what stands there, fit for one line
 * @param allowed what may stand there
 */
public record Finding(int line, String key, String found, String allowed) {}
