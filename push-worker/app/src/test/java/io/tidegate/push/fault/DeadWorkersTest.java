package io.tidegate.push.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.simulator.fcm.FcmReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Push-workers that die or stand still, as processes: nothing is lost, nothing early. */
class DeadWorkersTest {
  private static final FcmReply LATE = new FcmReply.Late(Duration.ofMillis(50));

  @TempDir Path folder;

  @Test
  void whoIsKilledInThePollOrWhileSendingIsReplacedAndOnlyWhatWasInFlightComesAgain()
      throws Exception {
    try (TestDatabase database = TestServers.database();
        FaultLab lab = new FaultLab(folder, FaultLab.Servers.of(database))) {
      lab.users(8_000);
      lab.storePositionsSlowly();
      lab.fcm.always(LATE);
      Set<String> due = lab.due();
      PushProcess first = lab.start();
      PushProcess second = lab.start();
      PushProcess third = lab.start();
      assertThat(lab.accepted()).as("nothing is early").isEmpty();
      lab.fallDue();
      lab.await("a page is done, and its shard is not", lab::isAmidAShard);
      first.kill();
      assertThat(lab.rows("timer_span")).as("minutes begun and not done").isPositive();
      lab.await("some sent", () -> lab.accepted().size() > 1_000);
      second.kill();
      assertThat(lab.rows("delivered_push")).as("delivered before").isLessThan(due.size());
      lab.awaitDelivered(due);
      lab.await("all minutes are done", () -> lab.rows("timer_span") == 0);
      assertThat(lab.repeated()).hasSizeLessThanOrEqualTo(2 * FaultLab.IN_FLIGHT);
      assertThat(third.isAlive()).isTrue();
    }
  }

  @Test
  void whoStandsStillForLongerThanItsLeasesSendsNoMoreThanWhatItsChannelHadInHand()
      throws Exception {
    try (TestDatabase database = TestServers.database();
        FaultLab lab = new FaultLab(folder, FaultLab.Servers.of(database))) {
      lab.users(8_000);
      lab.storePositionsSlowly();
      lab.fcm.always(LATE);
      Set<String> due = lab.due();
      PushProcess still = lab.start();
      lab.start();
      lab.passBy(6_000); // what is in memory after so many is not looked up
      due.addAll(lab.pushes("queued", 4_000)); // twice what is read of two partitions
      lab.fallDue();
      lab.await(
          "a page is done, and its shard is not, and some are sent",
          () -> lab.isAmidAShard() && lab.accepted().size() > 100);
      still.freeze();
      long froze = System.nanoTime();
      lab.awaitDelivered(due);
      lab.await("long enough", () -> System.nanoTime() - froze >= FaultLab.STILL.toNanos());
      still.thaw();
      lab.await("it has heard of it", () -> still.log().contains("were taken by others"));
      Set<String> later = lab.pushes(600);
      later.addAll(due);
      lab.awaitDelivered(later);
      assertThat(lab.accepted()).hasSizeLessThanOrEqualTo(later.size() + FaultLab.IN_FLIGHT);
      lab.await("all minutes are done", () -> lab.rows("timer_span") == 0);
    }
  }
}
