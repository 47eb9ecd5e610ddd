package io.tidegate.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.standalone.BuiltPrograms;
import io.tidegate.standalone.Standalone;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run of two workers in which one is stopped for three seconds, one is killed in mid-minute
 * and replaced, and a window closes in mid-minute; judged from the other end of the wire by {@code
 * ops/verify}, and from the database.
 */
class WatchersTest {
  @TempDir static Path programs;
  @TempDir Path folder;

  @BeforeAll
  static void assemble() throws IOException {
    BuiltPrograms.assemble(programs);
  }

  @Test
  void noLawIsBrokenWhileWorkersStallAndDieAndAWindowCloses() throws Exception {
    var said = new StringWriter();
    var blows = new Blows();
    // The largest guard makes the window of the one that closes end at second 40 of its last
    // minute.
    // A call's time-out (a third of the longest refresh) is well above the three seconds: an answer
    // that nobody could read in time counts as none, and its call is made again.
    var texts = new PolicyText(2, 20, 24);
    try (Demo demo =
        new Demo(
            new DemoSettings(2, 4, 6000, 2),
            new Stage(
                folder.resolve("run"),
                Path.of(System.getProperty("tidegate.build"))
                    .resolve("examples/traffic/nyc_taxi_30min.csv")),
            InstantSource.system(),
            new PrintWriter(said, true),
            false,
            texts,
            blows)) {
      // Not asked: whether this machine was quiet enough for the receiver to have been awake all
      // along. The seconds in which it was not are left unjudged.
      assertThat(demo.judged().lawsKept()).as(said.toString()).isTrue();
    }
    assertThat(said.toString())
        .contains("worker 2 does not tell what it does", "batch-worker 1 is up again");
    assertThat(blows.stall).isEqualTo(Stall.OVER);
    assertThat(blows.crashes()).hasSize(1);
  }

  private enum Stall {
    BEFORE,
    NOW,
    OVER
  }

  /**
   * Stops worker 2 for three seconds and kills worker 1, both in the middle of a minute. The run
   * calls a second after it has asked both workers how they are, and waits two for the one that is
   * stopped: that makes the three.
   */
  private static final class Blows implements Faults {
    private final List<Instant> crashes = new CopyOnWriteArrayList<>();
    private Stall stall = Stall.BEFORE;
    private Duration stalledAt = Duration.ZERO;

    @Override
    public void at(Duration sinceBegin, Standalone system) throws IOException {
      if (stall == Stall.BEFORE && sinceBegin.toSeconds() >= 15) {
        stall = Stall.NOW;
        stalledAt = sinceBegin;
        signal("-STOP", process(system, 2).pid());
      } else if (stall == Stall.NOW && sinceBegin.minus(stalledAt).toMillis() >= 2_500) {
        stall = Stall.OVER;
        signal("-CONT", process(system, 2).pid());
      }
      if (crashes.isEmpty() && sinceBegin.toSeconds() >= 30) {
        crashes.add(InstantSource.system().instant());
        process(system, 1).destroyForcibly();
      }
    }

    @Override
    public List<Instant> crashes() {
      return List.copyOf(crashes);
    }

    private static ProcessHandle process(Standalone system, int worker) {
      return Objects.requireNonNull(
          system.workerProcess(worker), () -> "worker " + worker + " must run");
    }

    private static void signal(String signal, long pid) throws IOException {
      Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
      assertThat(kill.onExit()).succeedsWithin(Duration.ofSeconds(30));
      assertThat(kill.exitValue()).isZero();
    }
  }
}
