package io.tidegate.scheduler.plan;

import io.tidegate.planning.Feasibility;
import io.tidegate.planning.FeasibilityCheck;
import io.tidegate.planning.Sentences;
import io.tidegate.planning.Terms;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.policy.Span;
import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.tally.CallStatistics;
import io.tidegate.scheduler.tally.Failing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together what `plan show` shows. */
@Component
class Shows {
  private static final Duration SLOT = Duration.ofMinutes(10);
  private static final Duration LOOK_BACK = Duration.ofDays(8);
  private static final Duration OUTLOOK = Duration.ofDays(8);
  private static final Set<String> WELL = Set.of("success", "unchanged");

  private final Weeks weeks;
  private final StoredDays days;
  private final PlannedMinutes minutes;
  private final CallStatistics statistics;

  Shows(Weeks weeks, StoredDays days, PlannedMinutes minutes, CallStatistics statistics) {
    this.weeks = weeks;
    this.days = days;
    this.minutes = minutes;
    this.statistics = statistics;
  }

  /** The plan of an institution for some days; empty if there is no such institution. */
  Optional<PlanShown> show(String code, LocalDate first, int count, Instant now) {
    Weeks.Now at = weeks.at(now);
    return at.institutions().stream()
        .filter(one -> one.code().equals(code))
        .findFirst()
        .map(institution -> show(institution, at, first, count, now));
  }

  /** Whether institutions can keep their promise: those that cannot, in sentences. */
  List<Promise> promises(Instant now) {
    Weeks.Now at = weeks.at(now);
    return at.institutions().stream()
        .map(institution -> promise(institution, at.terms(institution), at.week(institution), at))
        .toList();
  }

  /** How the present day stands, an institution a row. */
  List<TodayShown> today(Instant now) {
    Weeks.Now at = weeks.at(now);
    return at.institutions().stream().map(institution -> today(institution, at, now)).toList();
  }

  private TodayShown today(Institution institution, Weeks.Now at, Instant now) {
    LocalDate date = now.atZone(institution.zone()).toLocalDate();
    Done done = done(institution, date);
    return new TodayShown(
        institution.code(),
        institution.zone().getId(),
        date,
        institution.policy().openSpans(now, now.plus(OUTLOOK)).stream()
            .findFirst()
            .map(Span::from)
            .orElse(null),
        days.between(institution.id(), date, date).stream()
            .findFirst()
            .map(StoredDay::users)
            .orElse(null),
        done.planned(),
        done.calls(),
        done.succeeded(),
        failing(institution, now),
        promise(institution, at.terms(institution), at.week(institution), at));
  }

  private @Nullable Failing failing(Institution institution, Instant now) {
    return statistics.failing(institution.id(), now.minus(LOOK_BACK)).orElse(null);
  }

  /** The answer for one institution. */
  record Promise(
      String institution,
      boolean kept,
      long users,
      Instant until,
      long shortfall,
      List<String> answer) {}

  private static Promise promise(Institution institution, Terms terms, Week week, Weeks.Now at) {
    Feasibility answer = FeasibilityCheck.of(terms, at.minute(), week.roundEnd(), week.due());
    long shortfall = answer instanceof Feasibility.Broken broken ? broken.shortfall() : 0;
    return new Promise(
        institution.code(),
        shortfall == 0,
        week.due(),
        week.roundEnd(),
        shortfall,
        Sentences.of(institution.policy(), answer));
  }

  private PlanShown show(
      Institution institution, Weeks.Now at, LocalDate first, int count, Instant now) {
    Week week = at.week(institution);
    Terms terms = at.terms(institution);
    Map<LocalDate, StoredDay> targets = new HashMap<>();
    days.between(institution.id(), first, first.plusDays(count - 1L))
        .forEach(day -> targets.put(day.day(), day));
    List<PlanShown.Day> shownDays = new ArrayList<>();
    List<PlanShown.Slot> shownSlots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalDate date = first.plusDays(i);
      List<PlanShown.Slot> slots = slots(institution, terms, at.forecast(institution), week, date);
      shownDays.add(day(institution, date, targets.get(date), slots));
      shownSlots.addAll(slots);
    }
    Promise promise = promise(institution, terms, week, at);
    return new PlanShown(
        institution.code(),
        institution.policy().name(),
        institution.zone().getId(),
        now,
        terms.callsPerRefresh(),
        at.population(institution),
        shownDays,
        shownSlots,
        failing(institution, now),
        promise.kept(),
        promise.answer());
  }

  private PlanShown.Day day(
      Institution institution,
      LocalDate date,
      @Nullable StoredDay target,
      List<PlanShown.Slot> slots) {
    Done done = done(institution, date);
    return new PlanShown.Day(
        date,
        target == null ? null : target.users(),
        done.planned(),
        done.calls(),
        done.succeeded(),
        slots.stream().mapToDouble(PlanShown.Slot::userCalls).sum(),
        slots.stream().mapToDouble(PlanShown.Slot::capacityCalls).sum(),
        slots.stream().mapToDouble(PlanShown.Slot::openMinutes).sum());
  }

  /** Users planned for a day's minutes, calls that started, calls that went well. */
  private record Done(long planned, long calls, long succeeded) {}

  private Done done(Institution institution, LocalDate date) {
    Span span = span(date, institution.zone());
    long planned =
        minutes.slots(institution.id(), span.from(), span.until()).stream()
            .mapToLong(PlannedMinutes.Planned::users)
            .sum();
    long calls = 0;
    long succeeded = 0;
    for (CallStatistics.Line line :
        statistics.between(institution.id(), span.from(), span.until())) {
      if (line.callClass().equals("scheduled")) {
        calls += line.calls();
        succeeded += WELL.contains(line.responseClass()) ? line.calls() : 0;
      }
    }
    return new Done(planned, calls, succeeded);
  }

  private List<PlanShown.Slot> slots(
      Institution institution, Terms terms, TrafficForecast forecast, Week week, LocalDate date) {
    Span day = span(date, institution.zone());
    Map<Instant, Double> stored = new HashMap<>();
    minutes
        .slots(institution.id(), day.from(), day.until())
        .forEach(slot -> stored.put(slot.from(), slot.users() * terms.callsPerRefresh()));
    Map<Instant, Long> started = started(institution, day);
    Map<Instant, Double> levelled = new HashMap<>();
    week.batchCalls(date)
        .forEach((from, calls) -> levelled.merge(slotOf(day, from), calls, Double::sum));
    List<PlanShown.Slot> slots = new ArrayList<>();
    for (Instant from = day.from(); from.isBefore(day.until()); from = from.plus(SLOT)) {
      Instant end = from.plus(SLOT);
      Span span = new Span(from, end.isBefore(day.until()) ? end : day.until());
      double open =
          institution.policy().openSpans(span.from(), span.until()).stream()
              .mapToDouble(one -> one.length().toMillis() / 60e3)
              .sum();
      int label = from.atZone(institution.zone()).toLocalTime().toSecondOfDay() / 600;
      slots.add(
          new PlanShown.Slot(
              from,
              span.length().toSeconds(),
              forecast.day(date).calls(label) * span.length().toSeconds() / SLOT.toSeconds(),
              stored.getOrDefault(from, 0.0) + levelled.getOrDefault(from, 0.0),
              started.getOrDefault(from, 0L),
              open * terms.tickets().perMinute(),
              open));
    }
    return slots;
  }

  private Map<Instant, Long> started(Institution institution, Span day) {
    Map<Instant, Long> started = new HashMap<>();
    statistics
        .minutes(institution.id(), day.from(), day.until())
        .forEach(minute -> started.merge(slotOf(day, minute.minute()), minute.calls(), Long::sum));
    return started;
  }

  private static Instant slotOf(Span day, Instant instant) {
    long slots = Duration.between(day.from(), instant).dividedBy(SLOT);
    return day.from().plus(SLOT.multipliedBy(slots));
  }

  private static Span span(LocalDate date, ZoneId zone) {
    return new Span(
        date.atStartOfDay(zone).toInstant(), date.plusDays(1).atStartOfDay(zone).toInstant());
  }
}
