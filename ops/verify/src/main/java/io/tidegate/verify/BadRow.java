package io.tidegate.verify;

/**
 * A row that cannot be judged.
 *
 * @param line its line in the file, from 1
 * @param problem what was found and what is allowed
 */
public record BadRow(long line, String problem) {}
