package io.tidegate.policy;

/**
 * One thing that is wrong in a policy file.
 *
 * @param file name of the file
 * @param line from 1; 0 if the whole file is meant
 * @param key path of the key, such as {@code limits[0].calls}; empty if the whole file is meant
 * @param found what stands there, shortened
 * @param allowed what may stand there
 */
public record Problem(String file, int line, String key, String found, String allowed) {

  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + "found "
        + found
        + "; allowed: "
        + allowed;
  }
}
