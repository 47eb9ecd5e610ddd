package io.tidegate.scheduler.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.institution.Institutions;
import io.tidegate.scheduler.institution.PolicyWatch;
import io.tidegate.scheduler.plan.MinutePlanning;
import io.tidegate.scheduler.plan.PlannedMinute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Plans and sends a minute. */
@Component
public class Dispatcher {
  /** What became of a minute at this node. */
  public enum Outcome {
    /** Planned and sent by this node. */
    SENT,
    /** Another node has it. */
    TAKEN,
    /** The minute has begun. */
    BEGUN,
    /** This node's clock is off. */
    CLOCK_OFF
  }

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration HANGING = Duration.ofSeconds(4);

  private final ClockCheck clockCheck;
  private final Clock clock;
  private final PolicyWatch policies;
  private final Institutions institutions;
  private final MinutePlanning planning;
  private final RateFactors rateFactors;
  private final Dispatches dispatches;
  private final CommandSender sender;
  private final NodeName node;
  private final MeterRegistry meters;

  Dispatcher(
      ClockCheck clockCheck,
      Clock clock,
      PolicyWatch policies,
      Institutions institutions,
      MinutePlanning planning,
      RateFactors rateFactors,
      Dispatches dispatches,
      CommandSender sender,
      NodeName node,
      MeterRegistry meters) {
    this.clockCheck = clockCheck;
    this.clock = clock;
    this.policies = policies;
    this.institutions = institutions;
    this.planning = planning;
    this.rateFactors = rateFactors;
    this.dispatches = dispatches;
    this.sender = sender;
    this.node = node;
    this.meters = meters;
  }

  /** At second :50: the minute is this node's if no other has it. */
  public Outcome dispatch(Instant minute) {
    return counted(minute, dispatchIf(minute, () -> dispatches.take(minute, node.toString())));
  }

  /** At second :55: the minute is this node's if nobody has sent it. */
  public Outcome dispatchIfNobodyDid(Instant minute) {
    if (dispatches.isSent(minute)) {
      return Outcome.TAKEN;
    }
    Outcome outcome =
        dispatchIf(minute, () -> dispatches.takeOver(minute, node.toString(), HANGING));
    if (outcome == Outcome.SENT) {
      meters.counter("tidegate.dispatch.taken.over").increment();
      LOG.atWarn().addKeyValue("minute", minute).log("minute sent that nobody had sent");
    }
    return counted(minute, outcome);
  }

  private Outcome dispatchIf(Instant minute, java.util.function.BooleanSupplier taking) {
    if (!clock.instant().isBefore(minute)) {
      return Outcome.BEGUN;
    }
    if (!clockCheck.isRight()) {
      LOG.atError()
          .addKeyValue("offMillis", clockCheck.off().toMillis())
          .log("this node's clock is off, it sends nothing");
      return Outcome.CLOCK_OFF;
    }
    if (!taking.getAsBoolean()) {
      return Outcome.TAKEN;
    }
    return send(minute);
  }

  private Outcome send(Instant minute) {
    Timer.Sample sample = Timer.start(meters);
    lookAtPolicies(minute);
    rateFactors.adjust(minute);
    List<PlannedMinute> plans = planning.plan(minute, clock.instant());
    Map<Integer, String> codes =
        institutions.inForce(minute).stream()
            .collect(Collectors.toMap(Institution::id, Institution::code));
    if (!clock.instant().isBefore(minute)) {
      return Outcome.BEGUN;
    }
    int commands = sender.send(plans, codes);
    dispatches.sent(minute, node.toString(), commands);
    sample.stop(meters.timer("tidegate.dispatch"));
    meters.counter("tidegate.dispatch.commands").increment(commands);
    LOG.atInfo()
        .addKeyValue("minute", minute)
        .addKeyValue("institutions", plans.size())
        .addKeyValue("commands", commands)
        .addKeyValue("users", plans.stream().mapToInt(PlannedMinute::users).sum())
        .log("minute sent");
    return Outcome.SENT;
  }

  /** A folder that cannot be read or stored is reported; it must not stop the minute. */
  private void lookAtPolicies(Instant minute) {
    try {
      policies.look(minute);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("minute", minute).log("policies could not be looked at", e);
    }
  }

  private Outcome counted(Instant minute, Outcome outcome) {
    meters
        .counter(
            "tidegate.dispatch.minutes",
            "outcome",
            outcome.name().toLowerCase(java.util.Locale.ROOT))
        .increment();
    if (outcome == Outcome.BEGUN) {
      LOG.atWarn().addKeyValue("minute", minute).log("minute has begun, not sent");
    }
    return outcome;
  }
}
