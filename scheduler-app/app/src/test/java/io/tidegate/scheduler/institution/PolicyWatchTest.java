package io.tidegate.scheduler.institution;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.RunningScheduler;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class PolicyWatchTest {
  private static final Instant START = Instant.parse("2026-11-02T03:14:00Z");
  private static final Instant NEXT = START.plusSeconds(60);

  @TempDir private Path folder;
  private TestDatabase database;
  private RunningScheduler scheduler;

  @BeforeEach
  void start() {
    PolicyFiles.write(folder, "WATCH1", PolicyFiles.text("WATCH1"));
    PolicyFiles.write(folder, "WATCH2", PolicyFiles.text("WATCH2"));
    database = TestServers.database();
    scheduler = RunningScheduler.start(database, folder, START.plusSeconds(31));
  }

  @AfterEach
  void stop() {
    scheduler.close();
    database.close();
  }

  @Test
  void aChangedFileHoldsFromTheNextMinuteOnAndNotBefore() {
    PolicyFiles.write(folder, "WATCH1", PolicyFiles.text("WATCH1", faster()));
    scheduler.bean(PolicyWatch.class).look(NEXT);
    assertThat(perMinute(START, "WATCH1")).isBetween(590, 600);
    assertThat(perMinute(NEXT, "WATCH1")).isBetween(1190, 1200);
    assertThat(version(START, "WATCH1")).isEqualTo(1);
    assertThat(version(NEXT, "WATCH1")).isEqualTo(2);
    assertThat(version(NEXT, "WATCH2")).isEqualTo(1);
  }

  /** A scheduler that starts reads a file that has just changed, in the midst of a minute. */
  @Test
  void aMinuteThatIsPlannedKeepsTheVersionOfItsPlan() {
    planned(NEXT, find(START, "WATCH1").id());
    PolicyFiles.write(folder, "WATCH1", PolicyFiles.text("WATCH1", faster()));
    PolicyFiles.write(folder, "WATCH2", PolicyFiles.text("WATCH2", faster()));
    scheduler.bean(PolicyWatch.class).takeOver(START);
    assertThat(version(NEXT, "WATCH1")).isEqualTo(1);
    assertThat(version(NEXT.plusSeconds(60), "WATCH1")).isEqualTo(2);
    assertThat(version(START, "WATCH2")).isEqualTo(2);
  }

  /** The same for a file that is gone: its plan goes on to the end of its minute. */
  @Test
  void anInstitutionWhoseFileIsGoneIsThereForAsLongAsItIsPlanned() {
    planned(NEXT, find(START, "WATCH1").id());
    PolicyFiles.delete(folder, "WATCH1");
    PolicyFiles.delete(folder, "WATCH2");
    PolicyFiles.write(folder, "WATCH3", PolicyFiles.text("WATCH3"));
    scheduler.bean(PolicyWatch.class).takeOver(START);
    assertThat(codes(START)).containsExactly("WATCH1", "WATCH3");
    assertThat(codes(NEXT)).containsExactly("WATCH1", "WATCH3");
    assertThat(codes(NEXT.plusSeconds(60))).containsExactly("WATCH3");
  }

  private void planned(Instant minute, int institution) {
    scheduler
        .bean(JdbcClient.class)
        .sql(
            """
            INSERT INTO minute_plan (institution_id, minute, policy_version, ticket_interval_ns, lanes,
              span_seconds, open_from, open_until, targets)
            VALUES (:id, :minute, 1, 100000000, 1, 1, :minute, :minute + interval '1 minute', '{0}')
            """)
        .param("id", institution)
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .update();
  }

  @Test
  void aFolderWithAnErrorIsRefusedWholeAndReportedAndTheOldPoliciesStay() {
    PolicyFiles.write(folder, "WATCH1", PolicyFiles.text("WATCH1", faster()));
    PolicyFiles.write(folder, "WATCH2", PolicyFiles.text("WATCH2", "limits: fast"));
    PolicyWatch watch = scheduler.bean(PolicyWatch.class);
    watch.look(NEXT);
    assertThat(version(NEXT, "WATCH1")).isEqualTo(1);
    assertThat(watch.refused()).isNotEmpty();
    assertThat(scheduler.get("/v1/institutions/problems").body())
        .contains("WATCH2.yaml")
        .contains("limits");
    assertThat(scheduler.get("/actuator/health").body()).contains("WATCH2.yaml");
    assertThat(scheduler.get("/actuator/metrics/tidegate.policies.errors").body())
        .contains("\"value\":" + watch.refused().size());

    PolicyFiles.write(folder, "WATCH2", PolicyFiles.text("WATCH2"));
    watch.look(NEXT.plusSeconds(60));
    assertThat(watch.refused()).isEmpty();
    assertThat(version(NEXT.plusSeconds(60), "WATCH1")).isEqualTo(2);
    assertThat(version(NEXT.plusSeconds(60), "WATCH2")).isEqualTo(1);
  }

  @Test
  void anInstitutionWhoseFileGoesRestsUntilItComesBack() {
    PolicyFiles.delete(folder, "WATCH2");
    PolicyWatch watch = scheduler.bean(PolicyWatch.class);
    watch.look(NEXT);
    assertThat(codes(START)).containsExactly("WATCH1", "WATCH2");
    assertThat(codes(NEXT)).containsExactly("WATCH1");

    PolicyFiles.write(folder, "WATCH2", PolicyFiles.text("WATCH2"));
    watch.look(NEXT.plusSeconds(60));
    assertThat(codes(NEXT.plusSeconds(60))).containsExactly("WATCH1", "WATCH2");
    assertThat(version(NEXT.plusSeconds(60), "WATCH2")).isEqualTo(1);
  }

  @Test
  void aFileThatWasOnlyTouchedMakesNoVersion() {
    PolicyFiles.write(folder, "WATCH1", PolicyFiles.text("WATCH1"));
    scheduler.bean(PolicyWatch.class).look(NEXT);
    assertThat(version(NEXT, "WATCH1")).isEqualTo(1);
  }

  @Test
  void aNodeWithAnOlderFolderDoesNotUndoWhatAnotherTookOver(@TempDir Path old) {
    PolicyFiles.write(old, "WATCH1", PolicyFiles.text("WATCH1"));
    PolicyFiles.write(old, "WATCH2", PolicyFiles.text("WATCH2"));
    try (RunningScheduler other = RunningScheduler.start(database, old, START.plusSeconds(31))) {
      PolicyFiles.write(folder, "WATCH1", PolicyFiles.text("WATCH1", faster()));
      scheduler.bean(PolicyWatch.class).look(NEXT);
      PolicyFiles.write(old, "WATCH2", PolicyFiles.text("WATCH2", faster()));
      other.bean(PolicyWatch.class).look(NEXT.plusSeconds(60));
      Instant then = NEXT.plusSeconds(60);
      assertThat(version(then, "WATCH1")).isEqualTo(2);
      assertThat(perMinute(then, "WATCH1")).isBetween(1190, 1200);
      assertThat(perMinute(then, "WATCH2")).isBetween(1190, 1200);
    }
  }

  @Test
  void aBlockRaisesTheVersionAndAnEarlierEndChangesNothing() {
    InstitutionStates states = scheduler.bean(InstitutionStates.class);
    int id = find(NEXT, "WATCH1").id();
    long before = version(states, id);
    assertThat(states.block(id, NEXT.plusSeconds(30), "429")).isTrue();
    assertThat(states.block(id, NEXT.plusSeconds(10), "429")).isFalse();
    assertThat(states.block(id, NEXT.plusSeconds(40), "429")).isTrue();
    assertThat(version(states, id)).isEqualTo(before + 2);
  }

  private static String faster() {
    return """
    windows: [always]
    ramp-minutes: 0
    cycle: P7D
    limits: [{calls: 1200, per: minute}]
    """;
  }

  private static long version(InstitutionStates states, int id) {
    return states.all().getOrDefault(id, InstitutionStates.State.FREE).version();
  }

  private Institution find(Instant minute, String code) {
    return scheduler.bean(Institutions.class).inForce(minute, code).orElseThrow();
  }

  private int version(Instant minute, String code) {
    return find(minute, code).policyVersion();
  }

  private int perMinute(Instant minute, String code) {
    return find(minute, code).policy().tickets().perMinute();
  }

  private List<String> codes(Instant minute) {
    return scheduler.bean(Institutions.class).inForce(minute).stream()
        .map(Institution::code)
        .toList();
  }
}
