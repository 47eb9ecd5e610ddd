package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OffsetsTest {
  private static final long SEED = Long.getLong("tidegate.seed", 20260307);

  @Test
  void whatKafkaIsToldIsTheFirstThatIsNotDone() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 200; run++) {
      long first = random.nextLong(1000);
      Offsets offsets = new Offsets(first);
      TreeSet<Long> naive = new TreeSet<>();
      List<Offsets.Open> open = new ArrayList<>();
      List<Long> numbers = new ArrayList<>();
      long next = first;
      for (int step = 0; step < 100; step++) {
        if (open.isEmpty() || random.nextBoolean()) {
          open.add(offsets.take(next));
          numbers.add(next);
          naive.add(next++);
        } else {
          int which = random.nextInt(open.size());
          open.remove(which).done();
          naive.remove(numbers.remove(which));
        }
        assertThat(offsets.done())
            .as("seed %d", SEED)
            .isEqualTo(naive.isEmpty() ? next : naive.first());
        assertThat(offsets.open()).isEqualTo(next - offsets.done());
      }
    }
  }

  @Test
  void aPartitionIsFullByWhatKafkaKnowsAndNotByWhatIsDone() {
    Offsets offsets = new Offsets(100);
    for (int i = 0; i < 10; i++) {
      offsets.take(100 + i).done();
    }
    assertThat(offsets.isFull(10)).isTrue();
    assertThat(offsets.isAhead()).isTrue();
    offsets.committed(110);
    assertThat(offsets.isFull(10)).isFalse();
    assertThat(offsets.isAhead()).isFalse();
  }

  @Test
  void onlyWhatLiesNearTheBeginMayHaveBeenTakenBefore() {
    Offsets offsets = new Offsets(100);
    assertThat(offsets.take(100).isPerhapsRepeated()).isTrue();
    assertThat(offsets.take(100 + QueueSettings.FARTHEST - 1).isPerhapsRepeated()).isTrue();
    assertThat(offsets.take(100 + QueueSettings.FARTHEST).isPerhapsRepeated()).isFalse();
  }
}
