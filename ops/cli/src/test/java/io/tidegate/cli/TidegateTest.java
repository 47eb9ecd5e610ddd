package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

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
  void aMistypedCommandIsSaidToBeNoneWithThoseThatAreLikeIt() {
    assertThat(run("institution")).isEqualTo(2);
    assertThat(run("consents", "shwo")).isEqualTo(2);
    assertThat(run("zzz")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("tidegate: no such command: institution; did you mean institutions")
                    .endsWith(" (see: tidegate --help)"),
            line ->
                assertThat(line)
                    .startsWith("tidegate: no such command: consents shwo; did you mean show")
                    .endsWith(" (see: tidegate consents --help)"),
            line ->
                assertThat(line).startsWith("tidegate: no such command: zzz; there are demo, "));
  }

  @Test
  void noCommandIsWrongUse() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("a command is missing: demo, chaos, up, institutions, ");
  }

  @Test
  void everyCommandHasHelpWithItsExitCodes() {
    List<String> commands = new ArrayList<>();
    gather(new CommandLine(new Tidegate()), "", commands);
    assertThat(commands).hasSizeGreaterThan(15).contains("plan show", "institutions try");
    for (String command : commands) {
      out.getBuffer().setLength(0);
      assertThat(run((command + " --help").split(" "))).as(command).isZero();
      assertThat(out.toString())
          .as(command)
          .startsWith("Usage: tidegate " + command + " ")
          .contains("2   wrong use");
    }
  }

  private static void gather(CommandLine line, String before, List<String> commands) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!name.equals("help")) {
                commands.add(before + name);
                gather(command, before + name + " ", commands);
              }
            });
  }

  @Test
  void aValueThatCannotBeReadIsNamedInPlainWords() {
    assertThat(run("up", "--workers", "many")).isEqualTo(2);
    assertThat(run("plan", "show", "--date", "yesterday")).isEqualTo(2);
    assertThat(run("verify", "x.csv", "--crashed", "noon")).isEqualTo(2);
    assertThat(run("plan", "preview", "--zone", "Seoul")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "tidegate: Invalid value for option '--workers': 'many' is not a whole number (see:"
                + " tidegate up --help)",
            "tidegate: Invalid value for option '--date': 'yesterday' is not a date such as"
                + " 2026-11-22 (see: tidegate plan show --help)",
            "tidegate: Invalid value for option '--crashed' at index 0 (INSTANT): 'noon' is not an"
                + " instant such as 2026-11-21T04:30:00.250Z (see: tidegate verify --help)",
            "tidegate: Invalid value for option '--zone': 'Seoul' is not a zone such as Asia/Seoul"
                + " (see: tidegate plan preview --help)");
  }

  @Test
  void datesOfAllInstitutionsAreNotShownSilentlyForToday() {
    assertThat(run("plan", "show", "--date", "2026-11-21")).isEqualTo(2);
    assertThat(err.toString()).contains("--date and --days need --institution");
  }

  @Test
  void aGroupWithoutItsCommandSaysWhichThereAre() {
    assertThat(run("ledger")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("tidegate: a command is missing: show (see: tidegate ledger --help)\n");
  }

  @Test
  void helpOfACommandInAGroupIsThatCommands() {
    for (String words :
        List.of(
            "help plan preview",
            "plan help preview",
            "help push dead list",
            "push help dead list",
            "push dead help list")) {
      out.getBuffer().setLength(0);
      assertThat(run(words.split(" "))).as(words).isZero();
      String command = words.replace("help ", "");
      assertThat(out.toString()).as(words).startsWith("Usage: tidegate " + command + " ");
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpOfAGroupIsTheGroups() {
    assertThat(run("push", "help")).isZero();
    assertThat(out.toString()).startsWith("Usage: tidegate push ").contains("status", "dead");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpOfACommandThatIsNoneSaysWhichThereAre() {
    assertThat(run("help", "plan", "prevue")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "tidegate: no command prevue; there are preview, show (see: tidegate plan --help)\n");
  }

  private int run(String... arguments) {
    return Tidegate.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
