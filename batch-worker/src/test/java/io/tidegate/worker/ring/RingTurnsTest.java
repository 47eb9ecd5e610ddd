package io.tidegate.worker.ring;

import static io.tidegate.worker.ring.RingLab.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is: rounds, cycles, quotas, and what comes out of turn. */
class RingTurnsTest {
  private final RingLab lab = new RingLab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void theCursorGoesRoundOnceInRingOrderAndThenTheRoundIsOver() {
    List<String> users = RingLab.users(25);
    lab.add(false, users, null);
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Claim.Granted page = lab.claim(10);
      claimed.addAll(names(page));
      lab.refreshed(page);
      assertThat(page.roundOver()).isEqualTo(i == 2);
    }
    assertThat(claimed).isEqualTo(users);
    assertThat(lab.claim(10).users()).isEmpty();
  }

  @Test
  void theKeyOfAUserIsTheSameInTheDatabase() {
    for (String user : List.of("user-1", "김철수", "a", "é\uD83D\uDE00")) {
      assertThat(lab.owner.sql("SELECT ring_key(:u)").param("u", user).query(Long.class).single())
          .isEqualTo(RingKey.of(user));
    }
    assertThat(RingKey.of("user-1")).isEqualTo(-4124582693711379022L);
  }

  @Test
  void whoWasNotReachedWhenThePeriodEndedIsFirstInTheNext() {
    List<String> users = RingLab.users(20);
    lab.add(false, users, null);
    lab.refreshed(lab.claim(12));
    lab.pass(Duration.ofDays(5)); // the Sunday between begins another week
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Claim.Granted page = lab.claim(8);
      claimed.addAll(names(page));
      lab.refreshed(page);
    }
    List<String> expected = new ArrayList<>(users.subList(12, 20));
    expected.addAll(users.subList(0, 12));
    assertThat(claimed).isEqualTo(expected);
  }
}
