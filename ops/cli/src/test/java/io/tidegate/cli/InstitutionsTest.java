package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of a developer who adds an institution. */
class InstitutionsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void aNewFileIsRightOnceWhatItAsksForIsSet() throws IOException {
    assertThat(
            run("institutions", "new", "BANK01", "--preset", "kr-mydata", "--institutions", dir()))
        .isZero();
    assertThat(out.toString())
        .contains("BANK01.yaml", "windows, limits, endpoints", "institutions check");
    assertThat(run("institutions", "check", dir())).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(4).last().isEqualTo("tidegate: 3 errors in 1 file");
    Path file = folder.resolve("BANK01.yaml");
    Files.writeString(
        file, Files.readString(file).replaceAll("(?m)^# (windows|limits|endpoints): ", "$1: "));
    assertThat(run("institutions", "check", dir())).isZero();
    assertThat(out.toString())
        .contains(
            "BANK01, BANK01, kr-mydata, Asia/Seoul, 42.0 h open a week, 45.5 calls/s",
            "1 institution, no error");
  }

  @Test
  void allErrorsOfAllFilesComeWithTheirPlaces() throws IOException {
    write("a.yaml", "code: a\nlanes: 0\n");
    write("b.yaml", "code: [");
    assertThat(run("institutions", "check", dir())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains(dir() + "/a.yaml:1: code: found \"a\"; allowed: ")
        .contains(dir() + "/a.yaml:2: lanes: found 0; allowed: ")
        .contains(dir() + "/b.yaml:1: found broken YAML")
        .endsWith("tidegate: 7 errors in 2 files\n");
  }

  @Test
  void aSingleFileCanBeChecked() throws IOException {
    write("a.yaml", right("BANK01"));
    write("b.yaml", "code: [");
    assertThat(run("institutions", "check", dir() + "/a.yaml")).isZero();
    assertThat(run("institutions", "check", dir() + "/none.yaml")).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml: found no directory");
  }

  @Test
  void warningsDoNotFail() throws IOException {
    write("a.yaml", right("BANK01") + "windows: [\"0030:0530\", \"0500:0600\"]\n");
    assertThat(run("institutions", "check", dir())).isZero();
    assertThat(err.toString()).startsWith("warning: " + dir() + "/a.yaml:6: windows: ");
    assertThat(out.toString()).contains("1 institution, no error, 1 warning");
  }

  @Test
  void aFileThatIsThereIsLeftAsItIs() throws IOException {
    write("BANK01.yaml", "mine");
    assertThat(run("institutions", "new", "BANK01", "--institutions", dir())).isEqualTo(1);
    assertThat(err.toString()).contains("BANK01.yaml is there already");
    assertThat(Files.readString(folder.resolve("BANK01.yaml"))).isEqualTo("mine");
  }

  @Test
  void aWrongCodeOrPresetIsWrongUse() {
    assertThat(run("institutions", "new", "../bank", "--institutions", dir())).isEqualTo(2);
    assertThat(run("institutions", "new", "BANK", "--preset", "us", "--institutions", dir()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("a code is", "a preset is one of kr-mydata");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void explainShowsValuesOriginsRateAndDays() throws IOException {
    write(
        "a.yaml",
        right("BANK01").replace("zone: Asia/Seoul", "preset: kr-mydata\nwindows: [\"2230:0030\"]"));
    assertThat(
            run(
                "institutions",
                "explain",
                "BANK01",
                "--institutions",
                dir(),
                "--date",
                "2026-11-20"))
        .isZero();
    assertThat(out.toString())
        .contains("file              limits: [{calls: 1000, per: second}]")
        .contains("preset kr-mydata  zone: Asia/Seoul")
        .contains("default           lanes: 1")
        .contains(
            "909.089 calls/s, for the allowance a hair under the limit that binds:\n",
            "                    1,000 calls per second\n")
        .contains("54,545 a minute, one every 1.100 ms")
        .contains("one in each calendar week from SUNDAY")
        .contains(
            "Fri 2026-11-20     6,539,946 calls     6,539,946 refreshes  00:00:00 to 00:29:57,"
                + " 22:30:03 to 24:00:00")
        .contains(
            "Sat 2026-11-21     6,537,219 calls     6,537,219 refreshes  00:00:00 to 00:29:57,"
                + " 22:30:03 to 23:59:57")
        .contains(
            "Sun 2026-11-22     6,537,219 calls     6,537,219 refreshes  00:00:03 to 00:29:57,"
                + " 22:30:03 to 24:00:00");
  }

  @Test
  void explainNamesTheLimitThatBindsAlsoWhereItIsANarrowOne() throws IOException {
    write(
        "a.yaml",
        """
        code: BANK01
        zone: Asia/Seoul
        limits:
          - {calls: 20, per: second}
          - {calls: 900, per: clock-minute}
          - {calls: 6, per: second, scope: call, call: balance}
        endpoints: ["https://api.bank.example"]
        calls: [{name: accounts, get: /accounts}, {name: balance, get: /balance}]
        """);
    assertThat(run("institutions", "explain", "BANK01", "--institutions", dir())).isZero();
    assertThat(out.toString())
        .contains("10.909 calls/s")
        .contains(
            "\n                    6 calls per second of the call balance, which has its share")
        .doesNotContain("least limit");
  }

  @Test
  void explainOfAnUnknownCodeSaysWhichThereAre() throws IOException {
    write("a.yaml", right("BANK01"));
    write("b.yaml", "code: [");
    assertThat(run("institutions", "explain", "BANK02", "--institutions", dir())).isEqualTo(2);
    assertThat(err.toString())
        .contains("no institution BANK02 in", "there is only BANK01", "errors in b.yaml");
  }

  @Test
  void theSchemaIsPrinted() {
    assertThat(run("institutions", "schema")).isZero();
    assertThat(out.toString()).contains("\"$schema\": \"http://json-schema.org/draft-07/schema#\"");
  }

  private static String right(String code) {
    return """
    code: %s
    zone: Asia/Seoul
    limits: [{calls: 1000, per: second}]
    endpoints: ["https://api.bank.example"]
    calls: [{name: accounts, get: /accounts}]
    """
        .formatted(code);
  }

  private String dir() {
    return folder.toString();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private int run(String... arguments) {
    return Tidegate.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
