package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case of {@code wrong-files.txt} gives exactly its messages. A case is a line {@code ===
 * what is wrong}, the file, a line {@code >>>}, the messages. Keys that a case does not write are
 * added below it from a right file, unless it begins with {@code # alone}.
 */
class WrongFilesTest {

  private static final Map<String, String> RIGHT = new LinkedHashMap<>();

  static {
    RIGHT.put("code", "BANK01");
    RIGHT.put("zone", "Asia/Seoul");
    RIGHT.put("limits", "[{calls: 1000, per: second}]");
    RIGHT.put("endpoints", "[\"https://api.bank.example\"]");
    RIGHT.put("calls", "[{name: accounts, get: /accounts}]");
  }

  private record Case(String what, String yaml, List<String> messages) {}

  @TestFactory
  Stream<DynamicTest> sayExactlyWhatIsWrong() throws IOException {
    return cases().stream()
        .map(
            wrong ->
                dynamicTest(
                    wrong.what(),
                    () -> {
                      Reading reading = PolicyReader.parse("x.yaml", wrong.yaml());
                      assertThat(messages(reading)).isEqualTo(wrong.messages());
                      assertThat(reading.files()).hasSize(reading.isValid() ? 1 : 0);
                    }));
  }

  @Test
  void areAtLeastSixty() throws IOException {
    assertThat(
            cases().stream()
                .filter(c -> c.messages().stream().anyMatch(m -> !m.startsWith("warning "))))
        .hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void areWrongOnlyByWhatTheyWrite() {
    assertThat(messages(PolicyReader.parse("x.yaml", filled("")))).isEmpty();
  }

  private static List<String> messages(Reading reading) {
    List<String> messages = new ArrayList<>();
    reading.errors().forEach(problem -> messages.add(problem.toString()));
    reading.warnings().forEach(problem -> messages.add("warning " + problem));
    return messages;
  }

  private static List<Case> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(WrongFilesTest.class.getResourceAsStream("wrong-files.txt"))) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^=== ")).skip(1).map(WrongFilesTest::wrongFile).toList();
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

  private static String filled(String yaml) {
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
