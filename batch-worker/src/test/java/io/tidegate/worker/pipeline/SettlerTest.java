package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.worker.ring.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SettlerTest {
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

  private static Settler settler(Consumer<List<Settlement>> settlements) {
    DatabaseTime time = new DatabaseTime(() -> 0);
    return new Settler(
        settlements,
        failures -> {},
        (outcome, trial) -> {},
        new Gate(Optional::empty, time, Duration.ZERO),
        new TurnOutcomes(new SplittableRandom(1)),
        100_000,
        Duration.ofHours(1));
  }
}
