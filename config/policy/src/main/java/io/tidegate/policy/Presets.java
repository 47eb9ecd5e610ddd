package io.tidegate.policy;

import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Yaml;
import io.tidegate.policy.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Regimes whose values a file takes over by naming them. A preset is YAML like a policy file, and
 * has one more key, {@code must-set}: what the regime leaves to each institution, with the reason.
 */
public final class Presets {

  /** The presets there are. */
  public static final List<String> NAMES =
      List.of("kr-mydata", "psd2-ais", "brazil-open-finance", "cdr-au-unattended");

  static final String MUST_SET = "must-set";

  private Presets() {}

  /**
   * A preset as it is read.
   *
   * @param values the keys it sets
   * @param mustSet the keys that the file must set, with the reason
   */
  record Preset(Yaml.Mapping values, Map<String, String> mustSet) {}

  static Optional<Preset> find(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  /** The text of a preset, with its comments. */
  public static String text(String name) {
    String resource = "presets/" + name + ".yaml";
    try (InputStream in = Presets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "a preset is one of " + String.join(", ", NAMES) + ", but is " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + resource, e);
    }
  }

  private static Preset read(String name) {
    Findings findings = new Findings();
    Yaml.Mapping document = YamlText.parse("preset " + name, text(name), findings).orElse(null);
    if (document == null || findings.hasErrors()) {
      throw new IllegalStateException(
          "preset " + name + " must be right, but: " + findings.errors());
    }
    Map<String, String> mustSet = new LinkedHashMap<>();
    if (document.get(MUST_SET).orElse(null) instanceof Yaml.Mapping reasons) {
      reasons
          .entries()
          .forEach(
              (key, entry) -> {
                if (entry.value() instanceof Yaml.Scalar reason) {
                  mustSet.put(key, reason.text());
                }
              });
    }
    return new Preset(document.without(MUST_SET), mustSet);
  }
}
