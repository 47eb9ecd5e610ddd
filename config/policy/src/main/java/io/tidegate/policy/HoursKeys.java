package io.tidegate.policy;

import static io.tidegate.policy.yaml.Key.optional;
import static io.tidegate.policy.yaml.Key.required;
import static io.tidegate.policy.yaml.Key.withDefault;

import io.tidegate.policy.yaml.Block;
import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Scalar;
import io.tidegate.policy.yaml.Section;
import io.tidegate.policy.yaml.Shape;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys that say when calls may start. */
final class HoursKeys {

  private static final String HOURS =
      "([01][0-9]|2[0-3])[0-5][0-9]:(([01][0-9]|2[0-3])[0-5][0-9]|2400)";
  private static final Pattern HHMM = Pattern.compile("(\\d\\d)(\\d\\d):(\\d\\d)(\\d\\d)");
  private static final int DAY = 24 * 60;

  /** Hours of some day: a window without its weekday. */
  private record Stretch(int fromMinute, int minutes, boolean always) {}

  private static final Scalar<Stretch> STRETCH =
      Scalar.text(
              "local hours hhmm:hhmm such as \"0030:0530\" or \"2230:0100\", or always",
              HoursKeys::stretch)
          .withPattern(HOURS + "|always");
  private static final Shape<List<Stretch>> STRETCHES = new Shape.Items<>(STRETCH, 1, 48);

  private static final Map<Key<List<Stretch>>, Set<DayOfWeek>> DAYS = days();

  static final Key<ZoneId> ZONE =
      required(
          "zone",
          Scalars.ZONE,
          "The time zone of windows, closures, quotas and of the institution's day.");
  static final Key<CallWindows> WINDOWS =
      withDefault(
          "windows",
          new Shape.Either<>(
              new Shape.Made<>(STRETCHES, HoursKeys::everyDay),
              new Section<>(
                  "windows by weekday",
                  List.copyOf(DAYS.keySet()),
                  List.of(HoursKeys::checkAnyDay),
                  HoursKeys::byDay)),
          "[always]",
          "Call windows, local, `hhmm:hhmm`; one may cross midnight. A list for every day, or lists"
              + " by weekday, on which a window begins; a weekday that is not named is closed."
              + " Overlapping windows are merged with a warning.");
  static final Key<List<Closure>> CLOSED =
      withDefault(
          "closed",
          new Shape.Items<>(
              Scalar.text(
                  "a local stretch such as 2026-12-24T22:00/2026-12-25T06:00, in whole minutes,"
                      + " that ends after it begins",
                  HoursKeys::closure),
              0,
              1000),
          "[]",
          "Planned maintenance, local: no scheduled call starts in it.");
  static final Key<Duration> GUARD =
      withDefault(
          "edge-guard",
          Scalars.duration(Duration.ZERO, Duration.ofSeconds(20)),
          "3s",
          "No call starts so near to the edge of a window, a closure or a calendar quota's"
              + " period.");

  private HoursKeys() {}

  static List<Key<?>> keys() {
    return List.of(ZONE, WINDOWS, CLOSED, GUARD);
  }

  static Hours hours(Block block) {
    return new Hours(block.get(ZONE), block.get(WINDOWS), block.get(CLOSED), block.get(GUARD));
  }

  /** What overlaps is merged, but perhaps it is a slip. */
  static void warnOfOverlaps(Block block, Findings findings) {
    block
        .find(WINDOWS)
        .filter(windows -> !windows.isAlways())
        .filter(
            windows ->
                windows.windows().stream().mapToInt(CallWindow::minutes).sum()
                    > windows.minutesPerWeek())
        .ifPresent(
            windows ->
                findings.warning(
                    block.line(WINDOWS),
                    block.path(WINDOWS),
                    "windows that overlap",
                    "windows apart from each other; they are merged to %d minutes a week"
                        .formatted(windows.minutesPerWeek())));
  }

  private static @Nullable Stretch stretch(String text) {
    if (text.equals("always")) {
      return new Stretch(0, DAY, true);
    }
    Matcher hours = HHMM.matcher(text);
    if (!text.matches(HOURS) || !hours.matches()) {
      return null;
    }
    int from = 60 * Integer.parseInt(hours.group(1)) + Integer.parseInt(hours.group(2));
    int until = 60 * Integer.parseInt(hours.group(3)) + Integer.parseInt(hours.group(4));
    int minutes = until > from ? until - from : until + DAY - from;
    return from == until ? null : new Stretch(from, minutes, false);
  }

  private static CallWindows everyDay(List<Stretch> stretches) {
    return stretches.stream().anyMatch(Stretch::always)
        ? CallWindows.ALWAYS
        : CallWindows.of(on(EnumSet.allOf(DayOfWeek.class), stretches));
  }

  private static List<CallWindow> on(Set<DayOfWeek> days, List<Stretch> stretches) {
    return days.stream()
        .flatMap(
            day -> stretches.stream().map(s -> new CallWindow(day, s.fromMinute(), s.minutes())))
        .toList();
  }

  private static CallWindows byDay(Block block) {
    List<CallWindow> windows = new ArrayList<>();
    DAYS.forEach(
        (key, days) -> block.find(key).ifPresent(stretches -> windows.addAll(on(days, stretches))));
    return CallWindows.of(windows);
  }

  private static void checkAnyDay(Block block, Findings findings) {
    if (DAYS.keySet().stream().noneMatch(block::isWritten)) {
      findings.error(block.line(), block.path(), "no weekday", "at least one weekday with windows");
    }
  }

  private static Map<Key<List<Stretch>>, Set<DayOfWeek>> days() {
    Map<Key<List<Stretch>>, Set<DayOfWeek>> days = new LinkedHashMap<>();
    Arrays.stream(DayOfWeek.values()).forEach(day -> days.put(day(day.name()), EnumSet.of(day)));
    days.put(day("WEEKDAYS"), EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
    days.put(day("WEEKEND"), EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));
    return days;
  }

  private static Key<List<Stretch>> day(String name) {
    return optional(name, STRETCHES, "closed", "Windows that begin on this day.");
  }

  private static @Nullable Closure closure(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return null;
    }
    try {
      return new Closure(
          LocalDateTime.parse(text.substring(0, slash)),
          LocalDateTime.parse(text.substring(slash + 1)));
    } catch (DateTimeParseException e) {
      return null; // refused; the message says what is allowed
    }
  }
}
