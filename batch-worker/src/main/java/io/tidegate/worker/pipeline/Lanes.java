package io.tidegate.worker.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.worker.call.Endpoints;
import io.tidegate.worker.call.Terms;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The lanes that this process has worked, and on which I/O thread each lives. */
final class Lanes {
  private record Key(int institutionId, int lane, int lanes) {}

  private final List<IoThread> threads;
  private final InstitutionStates states;
  private final CircuitGuard guard;
  private final TallyDesk tallies;
  private final MeterRegistry meters;
  private final Map<Key, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<String, LaneCounts> counts = new ConcurrentHashMap<>();

  Lanes(
      List<IoThread> threads,
      InstitutionStates states,
      CircuitGuard guard,
      TallyDesk tallies,
      MeterRegistry meters) {
    this.threads = List.copyOf(threads);
    this.states = states;
    this.guard = guard;
    this.tallies = tallies;
    this.meters = meters;
  }

  /** The lane of a command. */
  Lane of(Terms terms, MinuteCommand command) {
    return lanes.computeIfAbsent(
        new Key(command.institutionId(), command.lane(), command.lanes()), key -> make(terms, key));
  }

  private Lane make(Terms terms, Key key) {
    tallies.name(key.institutionId(), terms.policy().code());
    IoThread io = threads.get(Math.floorMod(key.institutionId() + key.lane(), threads.size()));
    SplittableRandom random = new SplittableRandom(key.hashCode());
    Lane lane =
        new Lane(
            io,
            terms,
            key.lane(),
            key.lanes(),
            guard,
            states.of(key.institutionId()),
            counts(terms),
            under ->
                new Endpoints(
                    io.clients(),
                    under.policy().access(),
                    Math.max(1, under.policy().maxInFlight() / key.lanes()),
                    io.time(),
                    random));
    io.post(() -> io.add(lane));
    return lane;
  }

  /** Counts of an institution. */
  LaneCounts counts(Terms terms) {
    return counts.computeIfAbsent(terms.policy().code(), code -> new LaneCounts(code, meters));
  }

  /** Counts of all institutions that were worked, by code. */
  Map<String, LaneCounts> counts() {
    return Map.copyOf(counts);
  }
}
