package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  @Test
  void aPortThatIsNoneIsNamedWithWhatIsAllowed() throws IOException {
    OwnInstitutions own = new OwnInstitutions(folder.resolve("institutions"));
    own.limit(50);
    assertThat(
            run(
                "simulator",
                "--institutions",
                own.folder().toString(),
                "--ledger",
                folder.resolve("arrivals.csv").toString(),
                "--control-port",
                "99999"))
        .isEqualTo(2);
    Path keys = folder.resolve("keys");
    assertThat(run("push-services", "--folder", keys.toString(), "--fcm-port", "99999"))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "tidegate: --control-port must be 0 to 65535, but is 99999 (see: tidegate simulator"
                + " --help)",
            "tidegate: --fcm-port must be 0 to 65535, but is 99999 (see: tidegate push-services"
                + " --help)");
    assertThat(folder.resolve("arrivals.csv")).doesNotExist();
    assertThat(keys).doesNotExist();
  }

  @Test
  void everyWrongLineOfAChaosScriptIsNamedWithItsFileAtOnce() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("script.txt"),
            """
            # a remark

            +0:12 freze batch-worker-2 for 3s
            +0:20 kill batch-worker-1
            +0:30 kill batch-worker-9
            at once kill kafka
            +0:40 freeze kafka for long
            """);
    Path data = folder.resolve("data");
    assertThat(run("chaos", "--script", script.toString(), "--data", data.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(5)
        .anyMatch(
            line ->
                line.startsWith(script + ": line 3: a fault is one of kill, freeze, ")
                    && line.endsWith(", given: freze"))
        .anyMatch(
            line ->
                line.startsWith(script + ": line 5: nobody is called batch-worker-9; there are "))
        .anyMatch(line -> line.startsWith(script + ": line 6: a fault is '+MINUTES:SECONDS "))
        .anyMatch(line -> line.startsWith(script + ": line 7: a time is such as 3s or 250ms"))
        .anyMatch(line -> line.startsWith("tidegate: " + script + " has 4 wrong lines"));
    assertThat(data).doesNotExist();
  }

  @Test
  void whatTheRunningSystemRefusesForWhatWasTypedIsWrongUseToo() throws IOException {
    try (WorkerDouble system = new WorkerDouble(folder)) {
      system
          .on("GET /v1/consents?user=nobody", 404, problem("there is no consent of this user"))
          .on("GET /v1/plans/NONE?days=1", 404, problem("there is no institution NONE"))
          .on("GET /v1/plans/SICK?days=1", 503, problem("the database is away"))
          .on("POST /v1/trials", 404, problem("no consent of u1 at BANK"))
          .on("POST /v1/dead-letters/replay", 404, problem("there is no dead letter of push xyz"));
      Files.writeString(folder.resolve("push-service-token"), "a-token");
      assertThat(asked("consents", "show", "nobody")).isEqualTo(2);
      assertThat(asked("plan", "show", "--institution", "NONE")).isEqualTo(2);
      assertThat(asked("plan", "show", "--institution", "SICK")).isEqualTo(1);
      assertThat(asked("institutions", "try", "BANK", "--user", "u1")).isEqualTo(2);
      assertThat(asked("push", "dead", "replay", "xyz", "--why", "x")).isEqualTo(2);
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "tidegate: there is no consent of this user",
            "tidegate: there is no institution NONE",
            "tidegate: the database is away",
            "tidegate: no consent of u1 at BANK",
            "tidegate: there is no dead letter of push xyz");
  }

  private static String problem(String detail) {
    return "{\"detail\": \"" + detail + "\"}";
  }

  private int asked(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = folder.toString();
    return run(all);
  }

  private int run(String... arguments) {
    return Tidegate.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
