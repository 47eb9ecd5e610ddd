package io.tidegate.cli;

import static io.tidegate.cli.OwnInstitutions.OPEN;
import static io.tidegate.cli.OwnInstitutions.SHUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.standalone.BuiltPrograms;
import io.tidegate.standalone.SimulatedInstitutions;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need a running system, against one with all its processes and servers. */
class OwnSystemTest {
  @TempDir static Path folder;
  private static OwnInstitutions institutions;
  private static Standalone system;
  private static SimulatedInstitutions simulator;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws IOException {
    BuiltPrograms.assemble(Files.createDirectory(folder.resolve("programs")));
    institutions = new OwnInstitutions(folder.resolve("institutions")).written(Instant.now());
    simulator = SimulatedInstitutions.start(institutions.folder(), folder, List.of());
    system =
        Standalone.on(
            StandaloneSettings.of(folder.resolve("data"), institutions.folder()), line -> {});
    system.start();
  }

  @AfterAll
  static void stop() throws IOException {
    system.close();
    simulator.close();
  }

  @Test
  void aUserIsImportedTriedShownAndErased() throws IOException {
    Path users =
        file(
            "users.csv",
            """
            institution,user,token
            OPENBANK01,ann,anything.ann
            SHUTBANK01,ann,anything.ann
            NOBANK0001,ann,anything.ann
            OPENBANK01,,x
            """);
    assertThat(run("consents", "import", users.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("2 consents imported, 2 of them new");
    assertThat(err.toString()).contains("2 rows were rejected; see ");
    assertThat(Path.of(users + ".rejected.csv")).content().contains("\n4,", "NOBANK0001", "\n5,");

    assertThat(run("institutions", "try", OPEN, "--user", "ann")).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("#1 accounts page 1 at ", "GET /v1/accounts?user=ann&search_timestamp=")
        .contains("= success (status 200, ", "outcome: success")
        .doesNotContain("anything.ann");
    assertThat(run("institutions", "try", OPEN, "--user", "ann")).isEqualTo(1);
    assertThat(err.toString()).contains("its quota for this user is used up until ");
    assertThat(run("institutions", "try", SHUT, "--user", "ann")).isEqualTo(1);
    assertThat(err.toString()).contains("its window is closed, and opens at ");

    assertThat(run("consents", "show", "ann")).isZero();
    assertThat(out.toString())
        .contains(OPEN + "\n", "last outcome    success", "token           stored");
    assertThat(run("consents", "erase", "ann")).isZero();
    assertThat(out.toString()).endsWith("erased, with 2 consents\n");
    assertThat(run("consents", "show", "ann")).isEqualTo(2);
    assertThat(err.toString()).endsWith("tidegate: there is no consent of this user\n");
  }

  @Test
  void aTrialOfNobodyOrNowhereSaysSo() {
    assertThat(run("institutions", "try", "NOBANK0001", "--user", "u")).isEqualTo(2);
    assertThat(run("institutions", "try", OPEN, "--user", "nobody")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("tidegate: "));
    assertThat(err.toString()).contains("NOBANK0001", "nobody");
  }

  @Test
  void aPlanIsShownWithWhatWasDoneAndWhetherItHolds() {
    assertThat(run("plan", "show", "--institution", SHUT)).as(err.toString()).isZero();
    assertThat(out.toString())
        .startsWith("The bank of SHUTBANK01 (SHUTBANK01)\n")
        .contains("calls a minute", "target users", SHUT + ": all ", " fit until ");
    assertThat(run("plan", "show", "--institution", "NOBANK0001")).isEqualTo(2);
    assertThat(run("plan", "show", "--institution", SHUT, "--days", "32")).isEqualTo(2);
    assertThat(err.toString())
        .contains("there is no institution NOBANK0001", "--days must be 1 to 31, but is 32");
  }

  @Test
  void trafficIsImportedWholeOrNotAtAll() throws IOException {
    Path good = file("traffic.csv", rides("2026-11-02T%02d:00:00", "12"));
    assertThat(run("traffic", "import", good.toString(), "--institution", OPEN))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .contains("24 rows from 2026-11-02T00:00:00Z until 2026-11-03T00:00:00Z")
        .contains("imported for " + OPEN);
    assertThat(
            run(
                "traffic",
                "import",
                good.toString(),
                "--institution",
                "default",
                "--zone",
                "Asia/Seoul"))
        .isZero();
    assertThat(out.toString()).contains("from 2026-11-01T15:00:00Z");

    Path bad = file("bad.csv", "timestamp,count\n2026-11-02T00:00:00,-1\nyesterday,5\n");
    assertThat(run("traffic", "import", bad.toString(), "--institution", OPEN)).isEqualTo(2);
    assertThat(err.toString())
        .contains(bad + ":2: ", bad + ":3: ", "refused whole, with 2 errors; nothing was imported");
    assertThat(run("traffic", "import", good.toString(), "--institution", "NOBANK0001"))
        .isEqualTo(2);
    assertThat(err.toString()).endsWith("tidegate: there is no institution NOBANK0001\n");
  }

  @Test
  void theLedgerOfTheDaySoFarAddsUp() throws IOException {
    Path users = file("ledger.csv", "institution,user,token\nSHUTBANK01,eve,t.eve\n");
    assertThat(run("consents", "import", users.toString())).as(err.toString()).isZero();
    assertThat(run("ledger", "show", "--institution", SHUT, "--today")).isZero();
    assertThat(out.toString().lines().filter(line -> line.contains(SHUT)))
        .singleElement()
        .asString()
        .endsWith(" 0");
    assertThat(run("ledger", "show", "--institution", "NOBANK0001", "--today")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no institution NOBANK0001");
    assertThat(run("ledger", "show", "--today")).isZero();
    assertThat(out.toString()).contains(OPEN, SHUT);
  }

  private static String rides(String hour, String count) {
    StringBuilder text = new StringBuilder("timestamp,count\n");
    for (int i = 0; i < 24; i++) {
      text.append(hour.formatted(i)).append(',').append(count).append('\n');
    }
    return text.toString();
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private int run(String... arguments) {
    return Tidegate.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Stream.concat(Stream.of(arguments), Stream.of("--data", folder.resolve("data").toString()))
            .toArray(String[]::new));
  }
}
