package io.tidegate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.verify.Judgement;
import io.tidegate.verify.Verify;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir Path folder;

  @Test
  void everyCallIsOneRowWithWhatTheCallerSaw() throws Exception {
    List<String> seen = new ArrayList<>();
    try (Bank bank = Bank.open(folder)) {
      Instant before = Instant.now();
      for (int i = 0; i < 50; i++) {
        HttpResponse<String> answer = bank.accountsOf("user" + i);
        seen.add("user" + i + ",accounts,,1,200,00000");
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      bank.send(bank.request("a,\"b\"", "/v1/none"));
      seen.add("\"a,\"\"b\"\"\",?,,1,404,40401");
      Instant after = Instant.now();

      List<String> rows = bank.rows();

      assertThat(rows).hasSize(51);
      assertThat(
              rows.stream()
                  .map(row -> row.replaceFirst("^BANK,", "").replaceFirst(",[0-9]{16},", ",")))
          .isEqualTo(seen);
      assertThat(rows)
          .allSatisfy(
              row -> {
                long micros = Long.parseLong(row.replaceFirst(".*,([0-9]{16}),.*", "$1"));
                assertThat(micros)
                    .isBetween(
                        before.toEpochMilli() * 1000 - 5000, after.toEpochMilli() * 1000 + 5000);
              });
    }
  }

  @Test
  void aLedgerThatIsThereAlreadyIsNotTouched() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      bank.accountsOf("anna");
      Settings again =
          new Settings(bank.ledger, 0, true, null, Bank.habits(), false, null, Visitors.PATIENCE);
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> Simulation.start(List.of(bank.policy), again, java.time.InstantSource.system()))
          .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
      assertThat(bank.rows()).hasSize(1);
    }
  }

  @Test
  void closingWritesTheLastRows() throws Exception {
    Path ledger;
    try (Bank bank = Bank.open(folder)) {
      for (int i = 0; i < 10; i++) {
        bank.accountsOf("user" + i);
      }
      ledger = bank.ledger;
    }
    assertThat(Files.readAllLines(ledger)).hasSize(11);
  }

  @Test
  void aLawfulLedgerIsJudgedLawfulAndABurstIsFound() throws Exception {
    String yaml = Bank.POLICY.replace("{calls: 100000, per: second}", "{calls: 20, per: second}");
    try (Bank bank = Bank.open(folder, yaml)) {
      for (int i = 0; i < 3; i++) {
        bank.accountsOf("user" + i);
      }
      assertThat(i1Broken(bank)).isFalse();

      List<CompletableFuture<HttpResponse<String>>> burst = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        burst.add(bank.sendLater(bank.request("more" + i, Bank.accounts("0"))));
      }
      long refused = 0;
      for (CompletableFuture<HttpResponse<String>> call : burst) {
        refused += call.join().statusCode() == 429 ? 1 : 0;
      }
      if (refused > 0) {
        // The gate refused what was too much in a second; the judge must see the same second.
        assertThat(i1Broken(bank)).isTrue();
      }
      assertThat(bank.rows()).hasSize(43);
    }
  }

  private static boolean i1Broken(Bank bank) throws Exception {
    bank.rows();
    Judgement judgement = Verify.by(List.of(bank.policy), List.of()).judge(bank.ledger);
    return judgement.institutions().getFirst().findings().stream()
        .anyMatch(
            finding ->
                finding.law().equals("I1")
                    && finding.rule().equals("20 per second")
                    && !finding.kept());
  }

  @Test
  void aRepeatedCallIsFoundByTheJudge() throws Exception {
    String yaml =
        Bank.POLICY.replace(
            "quota: []",
            "quota: [{scope: call, times: 1, per: calendar-month, counts: successes}]");
    try (Bank bank = Bank.open(folder, yaml)) {
      bank.accountsOf("anna");
      bank.accountsOf("ben");
      bank.rows();
      assertThat(i4(bank)).isTrue();
      bank.accountsOf("anna");
      bank.rows();
      assertThat(i4(bank)).isFalse();
    }
  }

  private static boolean i4(Bank bank) throws Exception {
    return Verify.by(List.of(bank.policy), List.of())
        .judge(bank.ledger)
        .institutions()
        .getFirst()
        .findings()
        .stream()
        .filter(finding -> finding.law().equals("I4"))
        .allMatch(io.tidegate.verify.Finding::kept);
  }

  @Test
  void aLateBeatIsAStallAndOneInTimeIsNot() throws Exception {
    Path file = folder.resolve("beats.csv");
    ArrivalLedger ledger = new ArrivalLedger(file, e -> {});
    StallWatch watch =
        new StallWatch(
            new WallClock(java.time.InstantSource.system()), ledger, StallWatch.ARRIVALS);
    watch.beat(0);
    long begun = ledger.stalls();
    watch.beat(Duration.ofMillis(24).toNanos());
    assertThat(ledger.stalls()).isEqualTo(begun);
    watch.beat(Duration.ofMillis(24 + 26).toNanos());
    assertThat(ledger.stalls()).isEqualTo(begun + 1);
    ledger.close();

    List<String> rows = Files.readAllLines(folder.resolve("beats.stalls.csv"));
    assertThat(rows).hasSize((int) begun + 2);
    String[] last = rows.getLast().split(",", -1);
    assertThat(Long.parseLong(last[1]) - Long.parseLong(last[0])).isEqualTo(26_000);
    assertThat(last[2]).isEqualTo("event loop");
  }

  @Test
  void aStepOfTheSystemsClockIsFollowedAndNoted() {
    java.util.concurrent.atomic.AtomicReference<Duration> step =
        new java.util.concurrent.atomic.AtomicReference<>(Duration.ZERO);
    WallClock clock = new WallClock(() -> Instant.now().plus(step.get()));
    assertThat(clock.follow()).isZero();

    step.set(Duration.ofSeconds(2));

    assertThat(clock.follow()).isBetween(1_990_000L, 2_010_000L);
    assertThat(clock.follow()).isZero();
    assertThat(WallClock.instant(clock.micros()))
        .isBetween(Instant.now().plusMillis(1_000), Instant.now().plusMillis(3_000));
  }

  @Test
  void warmingUpLeavesNothingBehind() throws Exception {
    Path file = folder.resolve("warm.csv");
    Settings warm = new Settings(file, 0, true, null, Bank.habits(), true, null, Visitors.PATIENCE);
    String yaml = Bank.POLICY.replace("quota: []", "quota: [{scope: call, times: 1, per: day}]");
    try (Simulation simulation =
        Simulation.start(List.of(Bank.policy(yaml)), warm, java.time.InstantSource.system())) {
      assertThat(simulation.ledger().rows()).isZero();
      assertThat(simulation.institutions().values())
          .allSatisfy(bank -> assertThat(bank.counts().json().getLong("calls")).isZero());
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
  }
}
