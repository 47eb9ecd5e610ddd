package io.tidegate.standalone.chaos;

import io.tidegate.standalone.chaos.Fault.Kind;
import io.tidegate.standalone.stage.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What excuses a call that was made again: a worker that was killed, as it forgets what it had not
 * written down, and an answer that was lost on the way. Nothing else does: not a database, a broker
 * or a scheduler that was away, nor a process that stood still.
 *
 * @param incidents all that happened in the run
 */
record Excuses(List<Incident> incidents) {
  private static final Set<Kind> KILLS = EnumSet.of(Kind.KILL, Kind.AWAY, Kind.CLOCK);
  private static final Set<Kind> STOPS = EnumSet.of(Kind.RESTART, Kind.JOIN);
  private static final Set<String> SERVERS = Set.of(Scene.POSTGRES, Scene.KAFKA);

  /** Also a server that has just come back is not there at once for everybody. */
  private static final Duration RECOVERY = Duration.ofSeconds(15);

  Excuses {
    incidents = List.copyOf(incidents);
  }

  /**
   * After which instants what had just been done at an institution may be repeated.
   *
   * @param patience how long a worker waits for its answers
   */
  List<Instant> at(Actor actor, Duration patience) {
    Stream<Incident> killed = incidents.stream().filter(this::kills);
    Stream<Incident> lost =
        onTheWayTo(actor).stream().filter(incident -> losesAnswers(incident, patience));
    return Stream.concat(killed, lost).flatMap(Excuses::bothEnds).sorted().toList();
  }

  /**
   * What disturbed the path to an institution: its receiver then cannot tell how fast calls were.
   */
  List<Incident> onTheWayTo(Actor actor) {
    return incidents.stream()
        .filter(each -> each.fault().target().equals(Paths.to(actor.code())))
        .toList();
  }

  /** A delay longer than the time-out loses answers like a path that is silent. */
  private static boolean losesAnswers(Incident incident, Duration patience) {
    return incident.fault().kind() != Kind.DELAY
        || incident.fault().by().multipliedBy(2).compareTo(patience) > 0;
  }

  /** A clock that is set right kills once more. */
  private static Stream<Instant> bothEnds(Incident incident) {
    return incident.fault().isLasting()
        ? Stream.of(incident.from(), incident.until())
        : Stream.of(incident.from());
  }

  private boolean kills(Incident incident) {
    return incident.fault().target().startsWith("batch-worker")
        && (KILLS.contains(incident.fault().kind()) || stopsInVain(incident));
  }

  /** Who stops in good order while a server is away cannot hand over what he has. */
  private boolean stopsInVain(Incident incident) {
    return STOPS.contains(incident.fault().kind())
        && incidents.stream()
            .filter(other -> SERVERS.contains(other.fault().target()))
            .anyMatch(
                other ->
                    other.from().minus(RECOVERY).isBefore(incident.until())
                        && other.until().plus(RECOVERY).isAfter(incident.until()));
  }
}
