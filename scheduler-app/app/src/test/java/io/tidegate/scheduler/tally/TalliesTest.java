package io.tidegate.scheduler.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Tally;
import io.tidegate.messages.Topics;
import io.tidegate.scheduler.Consumed;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.RunningScheduler;
import io.tidegate.scheduler.institution.InstitutionStates;
import io.tidegate.scheduler.institution.Institutions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.KafkaTemplate;

class TalliesTest {
  private static final Instant MINUTE = Instant.parse("2026-11-02T09:20:00Z");

  private static TestDatabase database;
  private static RunningScheduler scheduler;

  @BeforeAll
  static void start(@TempDir Path folder) {
    for (String code : List.of("TALLY1", "TALLY2", "TALLY3", "TALLY4")) {
      PolicyFiles.write(folder, code, PolicyFiles.text(code));
    }
    database = TestServers.database();
    scheduler = RunningScheduler.start(database, folder, MINUTE);
  }

  @AfterAll
  static void stop() {
    scheduler.close();
    database.close();
  }

  @Test
  void aTallyCountsOnceHoweverOftenItIsDelivered() {
    int bank = id("TALLY1");
    Tallies tallies = scheduler.bean(Tallies.class);
    List<Tally> batch = List.of(tally(7, bank, 1, 10, null), tally(7, bank, 2, 5, null));
    assertThat(tallies.count(batch)).isEqualTo(new Tallies.Counted(2, 0, 0));
    assertThat(tallies.count(batch)).isEqualTo(new Tallies.Counted(0, 2, 0));
    assertThat(tallies.count(List.of(tally(7, bank, 2, 5, null), tally(7, bank, 3, 1, null))))
        .isEqualTo(new Tallies.Counted(1, 1, 0));
    assertThat(tallies.count(List.of(tally(8, bank, 1, 100, null))))
        .isEqualTo(new Tallies.Counted(1, 0, 0));
    assertThat(calls(bank)).isEqualTo(116);
  }

  @Test
  void aTallyThatNeverCameIsCountedAsMissingAndNotWaitedFor() {
    int bank = id("TALLY2");
    Tallies tallies = scheduler.bean(Tallies.class);
    assertThat(tallies.count(List.of(tally(7, bank, 1, 1, null), tally(7, bank, 4, 1, null))))
        .isEqualTo(new Tallies.Counted(2, 0, 2));
  }

  @Test
  void anInstitutionThatAsksForRestIsBlockedInAHigherVersion() throws Exception {
    int bank = id("TALLY3");
    @SuppressWarnings("unchecked") // Spring's bean has these types: see application.yaml
    KafkaTemplate<String, byte[]> kafka = scheduler.bean(KafkaTemplate.class);
    Instant until = MINUTE.plusSeconds(90);
    byte[] tally = Messages.write(tally(7, bank, 1, 3, until));
    kafka.send(Topics.TALLIES, "TALLY3", tally).get();
    kafka.send(Topics.TALLIES, "TALLY3", tally).get();
    scheduler.bean(Consumed.class).await(Topics.TALLIES, 2);
    InstitutionStates.State state = states().all().get(bank);
    assertThat(state).isEqualTo(new InstitutionStates.State(2, until, 1, "429, Retry-After: 90"));
    assertThat(calls(bank)).isEqualTo(3);
  }

  @Test
  void talliesOfAnUnknownInstitutionAreDropped() {
    assertThat(scheduler.bean(Tallies.class).count(List.of(tally(7, 999_999, 1, 3, null))))
        .isEqualTo(Tallies.Counted.NOTHING);
  }

  @Test
  void anInstitutionAtWhichNothingSucceedsAnyMoreIsSaidToBeFailingSinceWhenAndMostlyHow() {
    int bank = id("TALLY4");
    Tallies tallies = scheduler.bean(Tallies.class);
    tallies.count(List.of(counts(1, bank, 5, "transient", 40), counts(2, bank, 5, "success", 1)));
    tallies.count(List.of(counts(3, bank, 3, "transient", 8), counts(4, bank, 2, "throttled", 1)));
    assertThat(scheduler.get("/v1/plans/TALLY4").body()).contains("\"failing\":null");
    tallies.count(List.of(counts(5, bank, 1, "transient", 3)));
    String failing =
        "\"failing\":{\"since\":\"2026-11-02T09:17:00Z\",\"calls\":12,\"mostly\":\"transient\"}";
    assertThat(scheduler.get("/v1/plans/TALLY4").body()).contains(failing);
    assertThat(scheduler.get("/v1/plans").body()).containsOnlyOnce(failing);
    tallies.count(List.of(counts(6, bank, 1, "unchanged", 1)));
    assertThat(scheduler.get("/v1/plans/TALLY4").body()).contains("\"failing\":null");
  }

  private static Tally counts(
      long sequence, int institution, int minutesAgo, String responseClass, long calls) {
    Instant minute = MINUTE.minusSeconds(60L * minutesAgo);
    return new Tally(
        9,
        institution,
        sequence,
        minute,
        minute.plusSeconds(1),
        List.of(new Tally.Count(minute, "accounts", "scheduled", responseClass, calls, 40, 800.5)),
        null,
        null);
  }

  private static Tally tally(
      long registration, int institution, long sequence, long calls, @Nullable Instant blocked) {
    return new Tally(
        registration,
        institution,
        sequence,
        MINUTE,
        MINUTE.plusSeconds(1),
        List.of(new Tally.Count(MINUTE, "accounts", "scheduled", "success", calls, 40, 800.5)),
        blocked,
        blocked == null ? null : "429, Retry-After: 90");
  }

  private static InstitutionStates states() {
    return scheduler.bean(InstitutionStates.class);
  }

  private static int id(String code) {
    return scheduler.bean(Institutions.class).inForce(MINUTE, code).orElseThrow().id();
  }

  private static long calls(int institution) {
    return scheduler
        .bean(CallStatistics.class)
        .between(institution, MINUTE, MINUTE.plusSeconds(60))
        .stream()
        .mapToLong(CallStatistics.Line::calls)
        .sum();
  }
}
