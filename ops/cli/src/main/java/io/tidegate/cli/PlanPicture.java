package io.tidegate.cli;

import io.tidegate.planning.Outlook;
import io.tidegate.planning.SlotPlan;
import io.tidegate.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a chart of a plan shows, whatever it is drawn with. All rates are calls a minute.
 *
 * @param title what it is about
 * @param subtitle how many users, in which rounds, zone
 * @param zone of the labels
 * @param days the days, with their totals
 */
record PlanPicture(String title, String subtitle, ZoneId zone, List<Outlook.Day> days) {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.ENGLISH);

  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.ENGLISH);

  private static final int LONGEST_NAME = 26;

  /** A stretch of time with the mean rates in it; the capacity is that of its open part. */
  record Stretch(
      Instant from, Instant until, double users, double batch, double capacity, double open) {
    double sum() {
      return users + batch;
    }
  }

  static PlanPicture of(Policy policy, Outlook outlook, long users) {
    LocalDate first = outlook.days().getFirst().date();
    LocalDate last = outlook.days().getLast().date();
    String when =
        first.equals(last) ? DAY.format(first) : SHORT.format(first) + " to " + SHORT.format(last);
    double calls = policy.callsPerRefresh().expected();
    String subtitle =
        "%,d users a round, %s call%s a refresh, %s"
            .formatted(
                users,
                calls == Math.rint(calls) ? "%.0f".formatted(calls) : "%.1f".formatted(calls),
                calls == 1 ? "" : "s",
                policy.zone());
    return new PlanPicture(
        "%s (%s), %s".formatted(shortened(policy.name()), policy.code(), when),
        subtitle,
        policy.zone(),
        outlook.days());
  }

  private static String shortened(String name) {
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 1) + "…" : name;
  }

  List<SlotPlan> slots() {
    return days.stream().flatMap(day -> day.slots().stream()).toList();
  }

  Instant from() {
    return days.getFirst().slots().getFirst().span().from();
  }

  Instant until() {
    return days.getLast().slots().getLast().span().until();
  }

  /** The slots as they are. */
  List<Stretch> stretches() {
    return slots().stream()
        .map(
            slot ->
                new Stretch(
                    slot.span().from(),
                    slot.span().until(),
                    slot.userCalls() / minutes(slot.span().length()),
                    slot.batchCalls() / minutes(slot.span().length()),
                    slot.openMinutes() < 1e-9 ? 0 : slot.capacityCalls() / slot.openMinutes(),
                    slot.openMinutes() / minutes(slot.span().length())))
        .toList();
  }

  /** The whole time in so many stretches of equal length. */
  List<Stretch> stretches(int count) {
    List<SlotPlan> slots = slots();
    double length = seconds(from(), until()) / count;
    List<Stretch> stretches = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < count; i++) {
      Instant begin = from().plusNanos((long) (i * length * 1e9));
      Instant end = from().plusNanos((long) ((i + 1) * length * 1e9));
      double users = 0;
      double batch = 0;
      double capacity = 0;
      double open = 0;
      int at = next;
      while (at < slots.size() && slots.get(at).span().from().isBefore(end)) {
        SlotPlan slot = slots.get(at);
        double part = common(slot, begin, end) / seconds(slot.span().from(), slot.span().until());
        users += slot.userCalls() * part;
        batch += slot.batchCalls() * part;
        capacity += slot.capacityCalls() * part;
        open += slot.openMinutes() * part;
        if (slot.span().until().isAfter(end)) {
          break;
        }
        at++;
      }
      next = at;
      double minutes = length / 60;
      stretches.add(
          new Stretch(
              begin,
              end,
              users / minutes,
              batch / minutes,
              open < 1e-9 ? 0 : capacity / open,
              open / minutes));
    }
    return stretches;
  }

  private static double common(SlotPlan slot, Instant begin, Instant end) {
    Instant from = slot.span().from().isAfter(begin) ? slot.span().from() : begin;
    Instant until = slot.span().until().isBefore(end) ? slot.span().until() : end;
    return Math.max(0, seconds(from, until));
  }

  private static double minutes(Duration length) {
    return length.toNanos() / 60e9;
  }

  static double seconds(Instant from, Instant until) {
    return Duration.between(from, until).toNanos() / 1e9;
  }
}
