package io.tidegate.scheduler.institution;

import io.tidegate.policy.Problem;
import io.tidegate.scheduler.institution.InstitutionStates.State;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The institutions by REST. */
@RestController
@RequestMapping("/v1/institutions")
class InstitutionsController {
  private final Institutions institutions;
  private final InstitutionStates states;
  private final PolicyWatch watch;
  private final Clock clock;

  /**
   * An institution, and what holds it back.
   *
   * @param open whether scheduled calls may start in this minute
   * @param ticketsPerMinute calls that its limits allow in a whole minute, at its rate factor
   * @param blockedUntil no call starts before it; null if nothing blocks it
   */
  record Shown(
      int id,
      String code,
      String name,
      String zone,
      int policyVersion,
      int lanes,
      boolean open,
      int ticketsPerMinute,
      long stateVersion,
      double rateFactor,
      @Nullable Instant blockedUntil,
      @Nullable String reason) {}

  InstitutionsController(
      Institutions institutions, InstitutionStates states, PolicyWatch watch, Clock clock) {
    this.institutions = institutions;
    this.states = states;
    this.watch = watch;
    this.clock = clock;
  }

  @GetMapping
  List<Shown> list() {
    Instant now = clock.instant();
    Map<Integer, State> held = states.all();
    return institutions.inForce(now).stream()
        .map(one -> shown(one, held.getOrDefault(one.id(), State.FREE), now))
        .toList();
  }

  /** What is wrong in the folder, if its last change was refused. */
  @GetMapping("/problems")
  List<Problem> problems() {
    return watch.refused();
  }

  private static Shown shown(Institution institution, State state, Instant now) {
    var policy = institution.policy();
    Instant blocked = state.blockedAt(now).orElse(null);
    return new Shown(
        institution.id(),
        institution.code(),
        policy.name(),
        institution.zone().getId(),
        institution.policyVersion(),
        policy.lanes(),
        policy.windows().open(institution.zone(), now),
        policy.tickets().slowed(state.rateFactor()).perMinute(),
        state.version(),
        state.rateFactor(),
        blocked,
        blocked == null && state.rateFactor() == 1 ? null : state.reason());
  }
}
