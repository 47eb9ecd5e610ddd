package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The documents in {@code docs/} are what the table of keys makes of them. After a change of the
 * table, write them anew: {@code mvn test -pl config/policy -Dtest=DocumentsTest
 * -Dtidegate.write-docs=true}.
 */
class DocumentsTest {

  private static final String BEGIN = "<!-- keys: begin (made from the table of keys) -->\n";
  private static final String END = "<!-- keys: end -->\n";

  @Test
  void theSchemaForEditorsIsTheTables() throws IOException {
    check(docs().resolve("institution.schema.json"), PolicyDocuments.schema());
  }

  @Test
  void theReferencePageHasTheTablesKeys() throws IOException {
    Path page = docs().resolve("institutions.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).isPositive();
    assertThat(end).isGreaterThan(begin);
    check(
        page,
        text.substring(0, begin + BEGIN.length())
            + "\n"
            + PolicyDocuments.keyTable()
            + "\n"
            + text.substring(end));
  }

  @Test
  void theExamplesOfTheReferencePageAreRight() throws IOException {
    String text = Files.readString(docs().resolve("institutions.md"));
    int examples = 0;
    for (int at = text.indexOf("```yaml\n"); at >= 0; at = text.indexOf("```yaml\n", at + 1)) {
      String example = text.substring(at + 8, text.indexOf("```", at + 8));
      Reading reading = PolicyReader.parse("institutions.md", example);
      assertThat(reading.errors()).as(example).isEmpty();
      assertThat(reading.warnings()).as(example).isEmpty();
      examples++;
    }
    assertThat(examples).isGreaterThanOrEqualTo(4);
  }

  private static void check(Path file, String text) throws IOException {
    if (Boolean.getBoolean("tidegate.write-docs")) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  private static Path docs() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("docs"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new AssertionError("there must be a folder docs above, but there is none");
    }
    return folder.resolve("docs");
  }
}
