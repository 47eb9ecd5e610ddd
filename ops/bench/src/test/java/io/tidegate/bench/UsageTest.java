package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void whatWasUsedSinceIsSharedByWhatHappenedSince() {
    Usage used = new Usage(12.5, 5_000, 1_100_000).since(new Usage(2.5, 1_000, 100_000));
    assertThat(used.microsEach()).isEqualTo(10);
    assertThat(used.bytesEach()).isEqualTo(0.004);
    assertThat(used.of(500_000).microsEach()).isEqualTo(20);
  }

  @Test
  void whatHappenedNeverCostsWhatItCost() {
    assertThat(new Usage(2, 30, 0).microsEach()).isEqualTo(2e6);
    assertThat(new Usage(2, 30, 0).bytesEach()).isEqualTo(30);
  }

  @Test
  void aProcesssTimeIsItsUsersAndItsSystemsWhateverItsName() {
    String stat = "42 (a) (b c) S 1 42 42 0 -1 4194560 9 8 7 6 150 50 300 100 20 0 1 0 99";
    assertThat(ProcessTime.own(stat)).isEqualTo(2);
    assertThat(ProcessTime.endedChildren(stat)).isEqualTo(4);
  }

  @Test
  void thisProcessHasUsedNoMoreThanItsOwnClockSays() throws IOException {
    double before = ProcessTime.ofProcess(ProcessHandle.current());
    long sum = 0;
    for (int i = 0; i < 200_000_000; i++) {
      sum += i ^ (sum >> 3);
    }
    double after = ProcessTime.ofProcess(ProcessHandle.current());
    assertThat(sum).isNotZero();
    assertThat(after).isGreaterThan(before);
    double jvm = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    assertThat(after).isCloseTo(jvm, within(5.0));
  }

  @Test
  void aMachineIsBusyWithAllButIdlingAndWaiting() throws IOException {
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are in the user's time already
    assertThat(MachineTime.busy("cpu  100 10 50 9000 800 1 2 3 70 7")).isEqualTo(1.66);
    assertThat(MachineTime.busy()).isPositive();
  }

  @Test
  void memoryIsWhatIsOnesOwnAndOnesPartOfWhatIsShared() throws IOException {
    assertThat(
            ResidentMemory.megabytes(List.of("Rss:  9216 kB", "Pss:  2048 kB", "Pss_Anon: 5 kB")))
        .isEqualTo(2);
    assertThat(ResidentMemory.megabytes(ProcessHandle.current())).isGreaterThan(10);
  }
}
