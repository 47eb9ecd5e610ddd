package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.ring.Settlement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;

class SettlerTest {
  private static final int MOST = 100_000;

  private final List<Integer> batches = new ArrayList<>();

  /** In a busy pipeline something ends during each transaction. */
  @Test
  void whatEndsMeanwhileWaitsForTheNextTimeUnlessItFillsABatch() {
    List<Work> meanwhile = WorkFixture.work(Settler.BATCH + 10);
    Settler[] made = new Settler[1];
    Settler settler =
        settler(
            batch -> {
              batches.add(batch.size());
              switch (batches.size()) {
                case 1 -> meanwhile.subList(0, Settler.BATCH).forEach(made[0]::add);
                case 2 -> meanwhile.subList(Settler.BATCH, meanwhile.size()).forEach(made[0]::add);
                default -> {}
              }
            });
    made[0] = settler;
    WorkFixture.work(3).forEach(settler::add);

    assertThat(settler.settleWaiting()).isTrue();
    assertThat(batches).containsExactly(3, Settler.BATCH);
    assertThat(settler.waiting()).isEqualTo(10);

    assertThat(settler.settleWaiting()).isTrue();
    assertThat(batches).containsExactly(3, Settler.BATCH, 10);
    assertThat(settler.waiting()).isZero();
  }

  @Test
  void aBadOutcomeIsFoundInFewStatementsAndHoldsUpNobody() {
    Set<String> written = new HashSet<>();
    Settler settler =
        settler(
            batch -> {
              batches.add(batch.size());
              List<String> users = batch.stream().map(each -> each.user().user()).toList();
              if (users.contains("u-4321")) {
                throw new DataIntegrityViolationException(
                    "refused", new SQLException("no such text", "22021"));
              }
              written.addAll(users);
            });
    WorkFixture.work(Settler.BATCH).forEach(settler::add);

    assertThat(settler.settleWaiting()).isTrue();
    assertThat(settler.waiting()).isZero();
    assertThat(written).hasSize(Settler.BATCH - 1).doesNotContain("u-4321");
    assertThat(batches).hasSizeLessThan(31);
  }

  @Test
  void aDatabaseThatLacksAFunctionOrARightRefusesNoOutcome() {
    boolean[] mended = new boolean[1];
    Settler settler =
        settler(
            batch -> {
              if (!mended[0]) {
                throw new BadSqlGrammarException(
                    "settle", "SELECT", new SQLException("permission denied", "42501"));
              }
              batches.add(batch.size());
            });
    WorkFixture.work(3).forEach(settler::add);

    assertThat(settler.settleWaiting()).isFalse();
    assertThat(settler.waiting()).isEqualTo(3);
    mended[0] = true;
    assertThat(settler.settleWaiting()).isTrue();
    assertThat(batches).containsExactly(3);
  }

  @Test
  void failuresThatCannotBeKeptHoldUpNoOutcomes() {
    boolean[] mended = new boolean[1];
    List<Integer> kept = new ArrayList<>();
    Settler settler =
        settler(
            batch -> batches.add(batch.size()),
            failures -> {
              if (!mended[0]) {
                throw new BadSqlGrammarException(
                    "keep", "INSERT", new SQLException("permission denied", "42501"));
              }
              kept.add(failures.size());
            },
            MOST);
    settler.failed(List.of(failure(1), failure(2)));
    WorkFixture.work(3).forEach(settler::add);

    assertThat(settler.settleWaiting()).isFalse();
    assertThat(settler.waiting()).as("outcomes that wait").isZero();
    assertThat(batches).containsExactly(3);
    mended[0] = true;
    assertThat(settler.settleWaiting()).isTrue();
    assertThat(kept).containsExactly(2);
    assertThat(settler.failing()).isZero();
  }

  @Test
  void failuresThatCannotBeKeptDoNotPileUp() {
    boolean[] mended = new boolean[1];
    List<Integer> kept = new ArrayList<>();
    Settler settler =
        settler(
            batch -> {},
            failures -> {
              if (!mended[0]) {
                throw new DataAccessResourceFailureException("away");
              }
              kept.add(failures.size());
            },
            3);
    for (int i = 0; i < 5; i++) {
      settler.failed(List.of(failure(i)));
      settler.settleWaiting();
    }
    assertThat(settler.failing()).isEqualTo(3);
    mended[0] = true;
    assertThat(settler.settleWaiting()).isTrue();
    assertThat(kept).containsExactly(3);
    settler.failed(List.of(failure(6)));
    assertThat(settler.settleWaiting()).isTrue();
    assertThat(kept).containsExactly(3, 1);
    assertThat(settler.droppedInAll()).isEqualTo(2);
  }

  private static CallFailure failure(int number) {
    return new CallFailure(
        "T" + number,
        1,
        "u-1",
        "accounts",
        null,
        1,
        ResponseClass.TRANSIENT,
        503,
        null,
        Instant.EPOCH,
        Duration.ofMillis(30),
        1);
  }

  private static Settler settler(Consumer<List<Settlement>> settlements) {
    return settler(settlements, failures -> {}, MOST);
  }

  private static Settler settler(
      Consumer<List<Settlement>> settlements, Consumer<List<CallFailure>> failures, int most) {
    DatabaseTime time = new DatabaseTime(() -> 0);
    return new Settler(
        settlements,
        failures,
        (outcome, trial) -> {},
        new Gate(Optional::empty, time, Duration.ZERO),
        new TurnOutcomes(new SplittableRandom(1)),
        most,
        Duration.ofHours(1));
  }
}
