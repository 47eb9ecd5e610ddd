package io.tidegate.standalone.chaos;

import io.tidegate.standalone.stage.Pulse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets a script happen. Each fault has a thread of its own: one that takes long (a server that
 * stops in good order) holds up no other. Whatever happens to the run, all is healed in the end.
 */
final class Director {
  private final Function<Fault, Deed> deeds;
  private final InstantSource clock;
  private final Pulse pulse;
  private final Consumer<String> say;
  private final List<Incident> incidents = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  Director(Function<Fault, Deed> deeds, InstantSource clock, Pulse pulse, Consumer<String> say) {
    this.deeds = deeds;
    this.clock = clock;
    this.pulse = pulse;
    this.say = say;
  }

  /** Begins; the faults happen from then on. */
  void play(Script script, Instant begin) {
    for (Fault fault : script.faults()) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("fault " + fault.at())
              .start(() -> happen(fault, begin.plus(fault.at()))));
    }
  }

  private void happen(Fault fault, Instant at) {
    Deed deed = deeds.apply(fault);
    Instant from = at;
    String problem = "";
    try {
      awaitInstant(at);
      from = clock.instant();
      say.accept(fault.toString());
      try {
        deed.begin();
        awaitInstant(from.plus(fault.lasts()));
      } finally {
        deed.heal();
      }
    } catch (IOException | RuntimeException e) {
      problem = String.valueOf(e.getMessage());
    }
    incidents.add(new Incident(fault, from, clock.instant(), problem));
    say.accept(problem.isEmpty() ? "over: " + fault : "left out: " + fault + ": " + problem);
  }

  private void awaitInstant(Instant at) throws IOException {
    Duration left = Duration.between(clock.instant(), at);
    while (left.isPositive()) {
      pulse.await(left);
      left = Duration.between(clock.instant(), at);
    }
  }

  /** Waits until everything has happened and is healed; returns all of it, in its order. */
  List<Incident> awaitEnd() throws IOException {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return incidents.stream().sorted(Comparator.comparing(Incident::from)).toList();
  }
}
