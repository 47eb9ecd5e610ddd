package io.tidegate.standalone.chaos;

import io.tidegate.standalone.SimulatedPushServices;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.reminders.PushVerdict;
import io.tidegate.standalone.reminders.Reminders;
import io.tidegate.standalone.stage.Minutes;
import io.tidegate.standalone.stage.Pulse;
import io.tidegate.standalone.stage.Rest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What push-worker has to do in a run, and what became of it: a few users with a timer in each
 * minute, on all channels and in several zones. They are registered before the run begins, as
 * nothing is promised of a push-worker that is away.
 */
final class Pushes implements AutoCloseable {
  /** Four on each channel, each in another zone. */
  private static final int USERS = 16;

  /** No push may expire: who comes back late sends late. */
  private static final Duration TIME_TO_LIVE = Duration.ofHours(1);

  /** Everybody is back, and a push has tried three times in vain. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Standalone system;
  private final InstantSource clock;
  private final Pulse pulse;
  private final Reminders reminders;
  private final Rest rest = new Rest();

  /** Of a system that is up. */
  Pushes(Standalone system, SimulatedPushServices services, InstantSource clock, Pulse pulse)
      throws IOException {
    this.system = system;
    this.clock = clock;
    this.pulse = pulse;
    this.reminders = new Reminders(system, services, clock, TIME_TO_LIVE);
  }

  /** Registers a timer of each user for each of so many minutes from the next one on. */
  void register(int minutes) throws IOException {
    reminders.registerDevices(USERS);
    Instant next = Minutes.next(clock.instant());
    reminders.registerTimers(next, next.plus(Duration.ofMinutes(minutes)));
  }

  int promised() {
    return reminders.promised();
  }

  /** It is frozen, or thawed. */
  void standsStill() {
    reminders.standsStill();
  }

  /**
   * What became of push-worker.
   *
   * @param verdict on its pushes; empty if it does not answer
   * @param troubles that it has not got over, a sentence each
   */
  record Outcome(Optional<PushVerdict> verdict, List<String> troubles) {
    Outcome {
      troubles = List.copyOf(troubles);
    }

    boolean held() {
      return troubles.isEmpty() && verdict.filter(PushVerdict::held).isPresent();
    }
  }

  /** Waits until push-worker is well and all pushes have come, or for long enough. */
  Outcome outcome() throws IOException {
    List<String> troubles = new ArrayList<>();
    String trouble = awaitHealth();
    if (!trouble.isEmpty()) {
      troubles.add("push-worker is not well after the run: " + trouble);
    }
    try {
      return new Outcome(Optional.of(reminders.awaitVerdict(pulse, PATIENCE)), troubles);
    } catch (IOException e) {
      troubles.add("push-worker does not say what it did: " + e.getMessage());
      return new Outcome(Optional.empty(), troubles);
    }
  }

  /** What its health says is wrong, after long enough; empty as soon as nothing is. */
  private String awaitHealth() throws IOException {
    Instant began = clock.instant();
    while (true) {
      try {
        URI worker = Objects.requireNonNull(system.pushWorker(), "there is no push-worker");
        rest.get(worker.resolve("/actuator/health"), ANSWER);
        return "";
      } catch (IOException e) {
        if (Duration.between(began, clock.instant()).compareTo(PATIENCE) > 0) {
          return String.valueOf(e.getMessage());
        }
      }
      pulse.second();
    }
  }

  @Override
  public void close() {
    reminders.close();
  }
}
