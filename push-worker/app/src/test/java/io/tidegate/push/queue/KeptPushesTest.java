package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.Push;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeptPushesTest {
  @Test
  void whatItsChannelDeliveredIsNotReplacedByAnOlderPushThatIsTriedAgain() {
    try (QueueLab lab = new QueueLab()) {
      UUID device = lab.device("ann");
      Push old = lab.push("old", "ann", device, "bank", Duration.ofHours(1), "rent", true);
      lab.clock.pass(Duration.ofMinutes(1));
      Push young = lab.push("young", "ann", device, "bank", Duration.ofHours(1), "rent", false);
      var collapsed = new CollapsedPushes(lab.owner);
      assertThat(collapsed.replaced(List.of(old))).isEmpty();
      new KeptPushes(new DeliveredPushes(lab.owner), collapsed, lab.meters, lab.itsClock())
          .deliver(List.of(young));
      assertThat(lab.rows("delivered_push")).isOne();
      assertThat(collapsed.replaced(List.of(old, young))).isEqualTo(Set.of("old"));
    }
  }
}
