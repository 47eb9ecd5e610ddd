package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter out = new StringWriter();

  @Test
  void inATerminalABarIsDrawnOverItselfAndWipedAtTheEnd() {
    Progress progress = new Progress(new PrintWriter(out), true);
    progress.show("importing", 500, 1_000, "consents");
    progress.show("importing", 500, 1_000, "consents");
    progress.show("importing", 1_000, 1_000, "consents");
    String drawn = out.toString();
    assertThat(drawn.split("\r"))
        .containsExactly(
            "",
            "importing [" + "#".repeat(15) + " ".repeat(15) + "]  50%  500 of 1,000 consents",
            "importing [" + "#".repeat(30) + "] 100%  1,000 of 1,000 consents");
    progress.close();
    assertThat(out.toString().substring(drawn.length())).isBlank().startsWith("\r").endsWith("\r");
  }

  @Test
  void elsewhereThereIsOneLinePerPhase() {
    Progress progress = new Progress(new PrintWriter(out), false);
    for (int i = 0; i <= 10; i++) {
      progress.show("sending", i, 10, "bytes");
    }
    progress.show("importing", 0, 10, "consents");
    progress.close();
    assertThat(out.toString()).isEqualTo("sending 10 bytes\nimporting 10 consents\n");
  }
}
