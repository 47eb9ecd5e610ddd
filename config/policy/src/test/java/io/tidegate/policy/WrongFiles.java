package io.tidegate.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The cases of {@code wrong-files.txt}. A case is a line {@code === what is wrong}, the file, a
 * line {@code >>>}, the messages. Keys that a case does not write are added below it from a right
 * file, unless it begins with {@code # alone}.
 */
final class WrongFiles {

  private static final Map<String, String> RIGHT = new LinkedHashMap<>();

  static {
    RIGHT.put("code", "BANK01");
    RIGHT.put("zone", "Asia/Seoul");
    RIGHT.put("limits", "[{calls: 1000, per: second}]");
    RIGHT.put("endpoints", "[\"https://api.bank.example\"]");
    RIGHT.put("calls", "[{name: accounts, get: /accounts}]");
  }

  /**
   * One wrong file.
   *
   * @param messages of the errors, then of the warnings
   */
  record Case(String what, String yaml, List<String> messages) {

    /** Whether a YAML parser can make anything of it. */
    boolean isYaml() {
      return messages.stream()
          .noneMatch(
              m ->
                  m.matches(
                      ".*(broken YAML|the character U|second document|the tag|key again|as a"
                          + " key).*"));
    }
  }

  private WrongFiles() {}

  static List<Case> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(WrongFiles.class.getResourceAsStream("wrong-files.txt"))) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^=== ")).skip(1).map(WrongFiles::wrongFile).toList();
    }
  }

  private static Case wrongFile(String text) {
    int line = text.indexOf('\n');
    int rule = text.indexOf("\n>>>\n");
    String yaml = text.substring(line + 1, rule + 1);
    List<String> messages =
        text.substring(rule + 5).lines().filter(message -> !message.isBlank()).toList();
    return new Case(
        text.substring(0, line), yaml.startsWith("# alone") ? yaml : filled(yaml), messages);
  }

  static String filled(String yaml) {
    return yaml
        + RIGHT.entrySet().stream()
            .filter(
                entry ->
                    !yaml.startsWith(entry.getKey() + ":")
                        && !yaml.contains("\n" + entry.getKey() + ":"))
            .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
            .collect(Collectors.joining());
  }
}
