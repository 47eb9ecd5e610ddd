package io.tidegate.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartsTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  /** 11 a second are 10 with the path's allowance of 0.1 s: a slice budget of 1. */
  private static final Laws ELEVEN = new BankLaws().limit(11, Duration.ofSeconds(1)).laws();

  @TempDir Path folder;

  @Test
  void aHeapOnTheWayIsNobodysFaultWhereStartsAreKnown() throws Exception {
    LedgerFile arrivals = at(121, 121, 122);
    LedgerFile starts = at(0, 75, 120);

    assertThat(arrivals.judged(folder, ELEVEN).kept()).isFalse();
    assertThat(judged(arrivals, List.of(starts)).kept()).isTrue();
  }

  @Test
  void aHeapThatIsHigherThanThePathMayPileItUpIsAFault() throws Exception {
    assertThat(broken(at(80, 80, 80, 81), List.of(at(0, 101, 202, 303))))
        .containsExactly("3 per 100 ms (1.2 × 2.0 + 1)");
  }

  @Test
  void startsAreJudgedTogetherAndToTheLetter() throws Exception {
    LedgerFile arrivals = at(0, 150, 300);

    assertThat(broken(arrivals, List.of(at(0, 40), at(80))))
        .containsExactly("2 per 100 ms (1.2 × 1.0 + 1), as started");
  }

  @Test
  void aLimitHoldsForStartsToo() throws Exception {
    Laws two = new BankLaws().limit(2, Duration.ofMinutes(1)).laws();
    Judgement judgement =
        Verify.byLaws(List.of(two), List.of())
            .judge(
                at(0, 61_000, 130_000).writtenTo(folder),
                List.of(written("starts-1.csv", at(0, 20_000, 59_000))));

    assertThat(judgement.offenders())
        .extracting(offender -> offender.finding().rule())
        .containsExactly("2 per minute, as started");
  }

  @Test
  void startsWithHolesProveNothing() throws Exception {
    assertThat(broken(at(0, 150, 300), List.of(at(0, 150))))
        .containsExactly("no call arrives that was not started");
  }

  @Test
  void aKilledWorkerMayHaveWrittenAFewLess() throws Exception {
    Judgement judgement =
        Verify.byLaws(List.of(ELEVEN), List.of(NOON))
            .judge(at(0, 150, 300).writtenTo(folder), List.of(written("starts-1.csv", at(0, 150))));

    assertThat(judgement.kept()).isTrue();
  }

  @Test
  void aFolderStandsForEveryProcessThatWroteIntoIt() throws Exception {
    Path two = written("starts-2.csv", at(1));
    Path one = written("starts-1.csv", at(0));
    Path other = written("arrivals.csv", at(0));

    assertThat(StartLedgers.in(List.of(folder, other))).containsExactly(one, two, other);
  }

  @Test
  void aFolderWithoutStartsAndAFileThatIsNotThereAreRefused() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThatThrownBy(() -> StartLedgers.in(List.of(empty)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("starts-*.csv");
    assertThatThrownBy(() -> StartLedgers.in(List.of(folder.resolve("none.csv"))))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aWrongRowNamesItsFile() throws Exception {
    Path wrong = Files.writeString(folder.resolve("starts-1.csv"), "a,b\n");

    assertThatThrownBy(
            () ->
                Verify.byLaws(List.of(ELEVEN), List.of())
                    .judge(at(0).writtenTo(folder), List.of(wrong)))
        .isInstanceOfSatisfying(UnreadableLedger.class, e -> assertThat(e.file()).isEqualTo(wrong));
  }

  private List<String> broken(LedgerFile arrivals, List<LedgerFile> starts) throws Exception {
    return judged(arrivals, starts).offenders().stream()
        .map(offender -> offender.finding().rule())
        .toList();
  }

  private Judgement judged(LedgerFile arrivals, List<LedgerFile> starts) throws Exception {
    List<Path> files = new ArrayList<>();
    for (LedgerFile ledger : starts) {
      files.add(written("starts-" + files.size() + ".csv", ledger));
    }
    return Verify.byLaws(List.of(ELEVEN), List.of()).judge(arrivals.writtenTo(folder), files);
  }

  private Path written(String name, LedgerFile ledger) throws IOException {
    Path other = Files.createTempDirectory(folder, "of");
    return Files.move(ledger.writtenTo(other), folder.resolve(name));
  }

  private static LedgerFile at(long... millis) {
    LedgerFile ledger = new LedgerFile();
    for (long ms : millis) {
      ledger.call(NOON.plusMillis(ms), "u" + ms, "accounts", "");
    }
    return ledger;
  }
}
