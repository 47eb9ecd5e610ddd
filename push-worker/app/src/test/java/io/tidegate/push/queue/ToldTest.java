package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToldTest {
  private final Told told = new Told();
  private final List<String> done = new ArrayList<>();

  @Test
  void whatFailsAtOnceAndIsToldAgainWaitsForTheNextTurn() {
    told.add(this::again);
    told.add(() -> done.add("another"));
    told.hear();
    assertThat(done).containsExactly("again", "another");
    told.hear();
    assertThat(done).containsExactly("again", "another", "again");
    assertThat(told.isEmpty()).isFalse();
  }

  /** Not without end, so that who hears all that comes of it fails here and does not hang. */
  private void again() {
    done.add("again");
    if (done.size() < 1_000) {
      told.add(this::again);
    }
  }
}
