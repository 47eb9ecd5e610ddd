package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TidegateTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpGoesToStandardOutputAndNamesTheExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: tidegate", "2   wrong use");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void anUnknownCommandIsWrongUseInOneLine() {
    assertThat(run("frobnicate")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("frobnicate", "tidegate --help");
  }

  @Test
  void noCommandIsWrongUse() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("a command is missing: demo, up, institutions, ");
  }

  @Test
  void aGroupWithoutItsCommandSaysWhichThereAre() {
    assertThat(run("ledger")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("tidegate: a command is missing: show (see: tidegate ledger --help)\n");
  }

  private int run(String... arguments) {
    return Tidegate.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
