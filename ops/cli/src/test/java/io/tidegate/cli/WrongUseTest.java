package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is said in a sentence, with exit code 2, and nothing is left behind. */
class WrongUseTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void upWithAWrongOptionMakesNoFolder() {
    Path data = folder.resolve("data");
    assertThat(run("up", "--workers", "0", "--data", data.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("0 workers; 1 to 64 are allowed");
    assertThat(Path.of("institutions")).doesNotExist();
    assertThat(data).doesNotExist();
  }

  private int run(String... arguments) {
    return Tidegate.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
