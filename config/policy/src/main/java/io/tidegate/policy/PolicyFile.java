package io.tidegate.policy;

import io.tidegate.policy.yaml.Setting;
import java.util.List;

/**
 * A policy file that was read without an error.
 *
 * @param file its name
 * @param text the text as it stands in the file, for whoever stores it
 * @param policy what it says, with preset and defaults
 * @param settings every effective value with where it comes from: {@code file}, {@code preset
 *     kr-mydata}, {@code default}
 */
public record PolicyFile(String file, String text, Policy policy, List<Setting> settings) {

  public PolicyFile {
    settings = List.copyOf(settings);
  }
}
