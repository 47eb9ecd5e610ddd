package io.tidegate.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WrongClockTest {
  @Test
  void aProcessHasAClockThatIsAheadAndTimedWaitsThatAreRight() throws Exception {
    Optional<WrongClock> clock = WrongClock.ofThisMachine();
    assumeTrue(clock.isPresent(), "install the package " + WrongClock.PACKAGE);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Path.of(ClockReader.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString(),
            ClockReader.class.getName());
    builder.environment().putAll(clock.get().ahead(500));
    Instant before = InstantSource.system().instant();
    List<String> lines = builder.start().inputReader().readAllLines();
    Instant after = InstantSource.system().instant();
    assertThat(Instant.parse(lines.getFirst()))
        .isBetween(before.plusSeconds(499), after.plusSeconds(501));
    assertThat(Duration.parse(lines.getLast()))
        .isBetween(ClockReader.WAIT.minusMillis(1), ClockReader.WAIT.plusSeconds(20));
  }

  /** Says what time it is, and how long a wait has taken. */
  static final class ClockReader {
    static final Duration WAIT = Duration.ofMillis(300);

    private ClockReader() {}

    public static void main(String[] args) throws InterruptedException {
      System.out.println(InstantSource.system().instant());
      long began = System.nanoTime();
      var _ = new CountDownLatch(1).await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      System.out.println(Duration.ofNanos(System.nanoTime() - began));
    }
  }
}
