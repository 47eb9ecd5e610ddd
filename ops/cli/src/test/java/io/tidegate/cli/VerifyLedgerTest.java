package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyLedgerTest {
  private static final String HEADER =
      "institution,user,call,object,page,epoch_micros,status,rsp_code\n";
  private static final String POLICY =
      """
      code: BANK
      name: Bank
      preset: kr-mydata
      windows: ["0030:0530"]
      limits: [{calls: 2, per: second}]
      endpoints: [{url: "http://127.0.0.1:9001"}]
      calls: [{name: accounts, get: "/v1/bank/accounts?u={user}"}]
      """;
  // 2026-03-02 01:00 in Seoul.
  private static final long OPEN = 1_772_380_800_000_000L;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void policies() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("in")).resolve("bank.yaml"), POLICY);
  }

  private int verify(String rows, String... more) throws IOException {
    Path ledger = Files.writeString(folder.resolve("arrivals.csv"), HEADER + rows);
    String[] arguments = new String[4 + more.length];
    arguments[0] = "verify";
    arguments[1] = ledger.toString();
    arguments[2] = "--institutions";
    arguments[3] = folder.resolve("in").toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Tidegate.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private static String row(String user, long micros) {
    return "BANK," + user + ",accounts,,1," + micros + ",200,00000\n";
  }

  @Test
  void aLawfulLedgerIsKeptAndExitsZero() throws IOException {
    assertThat(verify(row("a", OPEN) + row("b", OPEN + 600_000) + row("c", OPEN + 1_200_000)))
        .isZero();
    assertThat(out.toString()).contains("BANK", "2 per second", "I1, I2 and I4 were kept.");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void eachKindOfViolationExitsOneAndNamesItsWorstOffender() throws IOException {
    String burst = row("a", OPEN) + row("b", OPEN + 1) + row("c", OPEN + 2) + row("d", OPEN + 3);
    assertThat(verify(burst)).isEqualTo(1);
    assertThat(err.toString()).contains("BANK breaks I1", "2026-03-01T16:00:00Z");
    assertThat(out.toString()).contains("  line 2 at 2026-03-01T16:00:00Z", "NOT kept");

    assertThat(verify(row("a", OPEN + 6 * 3_600_000_000L))).isEqualTo(1);
    assertThat(err.toString()).contains("BANK breaks I2", "2026-03-02T07:00");

    assertThat(verify(row("a", OPEN) + row("a", OPEN + 60_000_000))).isEqualTo(1);
    assertThat(err.toString()).contains("BANK breaks I4", "call accounts in line 3");
  }

  @Test
  void aCrashExcusesWhatWasInFlight() throws IOException {
    String repeat = row("a", OPEN) + row("a", OPEN + 60_000_000);
    assertThat(verify(repeat, "--crashed", "2026-03-01T16:00:20Z")).isZero();
    assertThat(verify(repeat, "--crashed", "2026-03-01T15:00:00Z,2026-03-01T17:00:00Z"))
        .isEqualTo(1);
    assertThat(verify(repeat, "--crashed", "2026-03-01T15:00:00Z", "2026-03-01T16:00:20Z"))
        .isZero();
  }

  @Test
  void whatWorkersStartedIsJudgedBesideWhatArrived() throws IOException {
    Path starts = Files.createDirectory(folder.resolve("starts"));
    String calls = row("a", OPEN) + row("b", OPEN + 600_000);
    assertThat(verify(calls, "--starts", starts.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file " + starts.resolve("starts-*.csv"));

    Path mine = starts.resolve("starts-1.csv");
    Files.writeString(mine, HEADER + row("a", OPEN) + row("b", OPEN + 590_000));
    assertThat(verify(calls, "--starts", starts.toString())).as(out.toString()).isZero();
    assertThat(out.toString()).contains("2 per second, as started");

    Files.writeString(mine, HEADER + "BANK,a\n");
    assertThat(verify(calls, "--starts", starts.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(mine + ":2:");
  }

  @Test
  void anUnreadableLedgerExitsTwoWithEveryRow() throws IOException {
    assertThat(verify("x\n" + row("a", OPEN) + "y\n")).isEqualTo(2);
    assertThat(err.toString()).contains("arrivals.csv:2:", "arrivals.csv:4:", "wrong rows: 2");
  }

  @Test
  void wrongUseExitsTwo() throws IOException {
    assertThat(verify("", "--crashed", "yesterday")).isEqualTo(2);
    Files.writeString(folder.resolve("in/bank.yaml"), "code: x");
    assertThat(verify("")).isEqualTo(2);
    assertThat(err.toString()).contains("bank.yaml:1: code");
  }
}
