package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class RealTimePriorityTest {
  private static final int USUAL = 0;
  private static final int ROUND_ROBIN = 2;

  private record Seen(boolean granted, int policy, int policyOfAStartedThread) {}

  @Test
  void theThreadThatAsksGoesFirstWhereItMayAndWhomItStartsDoesNot() {
    Seen seen = onAThread(new RealTimePriority(true));
    assertThat(seen.policy()).isEqualTo(seen.granted() ? ROUND_ROBIN : USUAL);
    assertThat(seen.policyOfAStartedThread()).isEqualTo(USUAL);
  }

  @Test
  void whereItIsNotWantedNobodyAsks() {
    assertThat(onAThread(new RealTimePriority(false))).isEqualTo(new Seen(false, USUAL, USUAL));
  }

  private static Seen onAThread(RealTimePriority priority) {
    return inAThread(
        () -> {
          boolean granted = priority.take();
          return new Seen(granted, policy(), inAThread(RealTimePriorityTest::policy));
        });
  }

  private static <T> T inAThread(java.util.function.Supplier<T> work) {
    try (var threads = Executors.newSingleThreadExecutor()) {
      return CompletableFuture.supplyAsync(work, threads).join();
    }
  }

  /** Field 41 of stat: see proc_pid_stat(5); the second one may hold spaces. */
  private static int policy() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[38]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
