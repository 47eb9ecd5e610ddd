package io.tidegate.policy;

import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Setting;
import io.tidegate.policy.yaml.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a first policy file for an institution: what must be set, an example, all defaults. */
public final class NewPolicyFile {

  private static final List<String> ALWAYS_ASKED = List.of("zone", "limits", "endpoints");

  private static final int LONGEST_VALUE = 200;

  private static final Map<String, String> EXAMPLES =
      Map.of(
          "zone", "Asia/Seoul",
          "windows", "[\"0030:0530\", \"2230:2330\"]",
          "limits", "[{calls: 50, per: second}]",
          "endpoints", "[\"https://api.bank.example\"]");

  private final String code;
  private final @Nullable String preset;
  private final Optional<Presets.Preset> regime;

  /**
   * A file to be written.
   *
   * @param code the institution's code
   * @param preset name of the preset; null for none
   * @throws IllegalArgumentException if the code or the preset is none
   */
  public NewPolicyFile(String code, @Nullable String preset) {
    if (!isCode(code)) {
      throw new IllegalArgumentException(
          "a code is " + Keys.CODE.shape().allowed() + ", but is " + code);
    }
    this.code = code;
    this.preset = preset;
    regime = preset == null ? Optional.empty() : Presets.find(preset);
    if (preset != null && regime.isEmpty()) {
      throw new IllegalArgumentException(
          "a preset is one of " + String.join(", ", Presets.NAMES) + ", but is " + preset);
    }
  }

  /** Whether a text can be an institution's code. */
  public static boolean isCode(String text) {
    return text.matches(String.valueOf(Keys.CODE_SHAPE.pattern()));
  }

  /** The keys that a person must set before the file is right, in its order. */
  public List<String> toSet() {
    return Keys.POLICY.keys().stream().<String>map(Key::name).filter(this::isAsked).toList();
  }

  /** The file. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Institution ").append(code).append('.');
    text.append(
        preset == null ? "\n" : " What is not written here comes from preset " + preset + ".\n");
    text.append("# All keys: docs/institutions.md\n");
    String quoted = new Yaml.Scalar(new Yaml.Origin("file", 0), code, false).flow();
    text.append("code: ").append(quoted).append("\nname: ").append(quoted).append("\n");
    text.append(preset == null ? "" : "preset: " + preset + "\n");
    text.append(
        "\n# ---- To be set: take the # away from the last line of each and put in what holds.\n");
    toSet().forEach(key -> text.append(asked(key)));
    text.append("\n# ---- One refresh: these calls, in order. An example; put in your own.\n");
    text.append(ExampleCalls.of(preset));
    text.append("\n# ---- What holds if you write nothing; take the # away from what differs.\n");
    Keys.POLICY.keys().forEach(key -> text.append(rest(key)));
    return text.toString();
  }

  private boolean isAsked(String key) {
    boolean leftOpen = regime.map(known -> known.mustSet().containsKey(key)).orElse(false);
    boolean given = regime.flatMap(known -> known.values().get(key)).isPresent();
    return leftOpen || (ALWAYS_ASKED.contains(key) && !given);
  }

  private String asked(String name) {
    String why = regime.map(known -> known.mustSet().get(name)).orElse(null);
    return "\n"
        + comment(why == null ? key(name).about() : key(name).about() + " Here: " + why + ".")
        + "# "
        + name
        + ": "
        + EXAMPLES.get(name)
        + "\n";
  }

  private String rest(Key<?> key) {
    boolean written = List.of("code", "name", "preset", "calls").contains(key.name());
    if (written || isAsked(key.name())) {
      return "";
    }
    Optional<Yaml> ofPreset = regime.flatMap(known -> known.values().get(key.name()));
    String about = key.about() + (ofPreset.isPresent() ? " From the preset." : "");
    return "\n" + comment(about) + "# " + key.name() + ": " + value(key, ofPreset) + "\n";
  }

  private String value(Key<?> key, Optional<Yaml> ofPreset) {
    Optional<String> value = Setting.flow(key, ofPreset);
    if (value.isEmpty()) {
      return "    (without it: " + key.byDefault() + ")";
    }
    return value.get().length() < LONGEST_VALUE
        ? value.get()
        : "    (long; see: ./tidegate institutions explain " + code + ")";
  }

  private static Key<?> key(String name) {
    return Keys.POLICY.keys().stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String comment(String sentence) {
    StringBuilder lines = new StringBuilder("#");
    int width = 1;
    for (String word : List.of(sentence.split(" "))) {
      if (width + 1 + word.length() > 99) {
        lines.append("\n#");
        width = 1;
      }
      lines.append(' ').append(word);
      width += 1 + word.length();
    }
    return lines.append('\n').toString().lines().collect(Collectors.joining("\n", "", "\n"));
  }
}
