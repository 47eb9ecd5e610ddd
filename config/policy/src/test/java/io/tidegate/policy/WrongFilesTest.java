package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of {@code wrong-files.txt} gives exactly its messages. */
class WrongFilesTest {

  @TestFactory
  Stream<DynamicTest> sayExactlyWhatIsWrong() throws IOException {
    return WrongFiles.cases().stream()
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
            WrongFiles.cases().stream()
                .filter(c -> c.messages().stream().anyMatch(m -> !m.startsWith("warning "))))
        .hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void areWrongOnlyByWhatTheyWrite() {
    assertThat(messages(PolicyReader.parse("x.yaml", WrongFiles.filled("")))).isEmpty();
  }

  private static List<String> messages(Reading reading) {
    List<String> messages = new ArrayList<>();
    reading.errors().forEach(problem -> messages.add(problem.toString()));
    reading.warnings().forEach(problem -> messages.add("warning " + problem));
    return messages;
  }
}
