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

  private void again() {
    done.add("again");
    told.add(this::again);
  }
}
