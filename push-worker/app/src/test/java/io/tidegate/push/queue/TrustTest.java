package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.push.channel.Answer;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrustTest {
  private static final Answer.TokenDoubted DOUBTED =
      new Answer.TokenDoubted(Instant.EPOCH, "a.setting", "400 BadDeviceToken");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SuspectApps suspects = new SuspectApps(meters);
  private final Trusts trusts = new Trusts("apns", suspects);

  @Test
  void neverMoreThanATenthOfWhatWasAcceptedIsRemoved() {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 30; run++) {
      Trusts fresh = new Trusts("apns", suspects);
      double good = random.nextDouble();
      int accepted = 0;
      int removed = 0;
      for (int i = 0; i < 1_000; i++) {
        if (random.nextDouble() < good) {
          accepted++;
          fresh.judge("bank", new Answer.Accepted());
        } else if (fresh.judge("bank", DOUBTED) instanceof Answer.TokenDead) {
          removed++;
        }
        assertThat(10 * removed).as("seed " + seed).isLessThanOrEqualTo(accepted);
      }
    }
  }

  @Test
  void theFewThatASandboxAcceptsDoNotSpeakForTheManyThatItDoubts() {
    int removed = 0;
    for (int day = 0; day < 30; day++) {
      for (int developer = 0; developer < 3; developer++) {
        trusts.judge("bank", new Answer.Accepted());
      }
      for (int customer = 0; customer < 1_000; customer++) {
        removed += trusts.judge("bank", DOUBTED) instanceof Answer.TokenDead ? 1 : 0;
      }
    }
    assertThat(removed).isLessThanOrEqualTo(9);
  }

  @Test
  void fiftyInARowMakeTheirAppWaitAndAreToldOfUntilTenAreAccepted() {
    for (int i = 0; i < 49; i++) {
      assertThat(trusts.judge("bank", DOUBTED)).isEqualTo(DOUBTED);
    }
    assertThat(trusts.judge("bank", DOUBTED))
        .isInstanceOfSatisfying(
            Answer.Throttled.class,
            throttled -> assertThat(throttled.said()).contains("400 BadDeviceToken", "a.setting"));
    assertThat(trusts.judge("shop", DOUBTED)).isEqualTo(DOUBTED);
    assertThat(meters.get("tidegate.push.apps.suspect").gauge().value()).isOne();
    assertThat(suspects.all())
        .containsExactly(
            new SuspectApps.Suspect("apns", "bank", 50, "400 BadDeviceToken", "a.setting"));
    assertThat(trusts.judge("bank", new Answer.Accepted())).isEqualTo(new Answer.Accepted());
    assertThat(trusts.judge("bank", DOUBTED)).as("does not wait").isEqualTo(DOUBTED);
    assertThat(suspects.all()).hasSize(1);
    for (int i = 0; i < 9; i++) {
      trusts.judge("bank", new Answer.Accepted());
    }
    assertThat(suspects.all()).isEmpty();
  }

  @Test
  void amongManyAppsThoseThatWereSentToLongAgoHaveToProveThemselvesAnew() {
    for (int i = 0; i < 10; i++) {
      trusts.judge("bank", new Answer.Accepted());
      trusts.judge("shop", new Answer.Accepted());
    }
    for (int i = 0; i < 998; i++) {
      trusts.judge("app " + i, new Answer.Accepted());
    }
    assertThat(trusts.judge("bank", DOUBTED)).isInstanceOf(Answer.TokenDead.class);
    trusts.judge("one too many", new Answer.Accepted());
    assertThat(trusts.judge("shop", DOUBTED)).as("forgotten").isEqualTo(DOUBTED);
  }
}
