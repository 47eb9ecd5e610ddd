package io.tidegate.recurrence;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which local minutes fall due in a minute of UTC: one as a rule. Two after a gap of the clock, as
 * the skipped ones come later by the gap's length. None in the second pass of an overlap, as the
 * first had them.
 *
 * <p>It asks {@code java.time} the other way round: the few local minutes that may be meant are
 * those that the offsets of the time round about make of the instant; meant are those that {@code
 * java.time} resolves to an instant of this minute.
 */
public final class DueMinutes {
  /** No gap is longer: Samoa left out a whole day. */
  private static final Duration LONGEST_GAP = Duration.ofHours(25);

  private DueMinutes() {}

  /**
   * The local dates and minutes that fall due in {@code [minute, minute + 60 s)}, the latest last.
   *
   * @param minute start of a minute of UTC
   */
  public static List<LocalDateTime> at(ZoneId zone, Instant minute) {
    ZoneRules rules = zone.getRules();
    if (rules.isFixedOffset()) {
      return List.of(local(minute, rules.getOffset(minute)));
    }
    Set<ZoneOffset> offsets = new LinkedHashSet<>();
    ZoneOffsetTransition before = rules.previousTransition(minute.plusSeconds(60));
    while (before != null && !before.getInstant().isBefore(minute.minus(LONGEST_GAP))) {
      offsets.add(before.getOffsetBefore());
      before = rules.previousTransition(before.getInstant());
    }
    offsets.add(rules.getOffset(minute));
    if (offsets.size() == 1) {
      return List.of(local(minute, rules.getOffset(minute)));
    }
    List<LocalDateTime> due = new ArrayList<>(2);
    for (ZoneOffset offset : offsets) {
      LocalDateTime local = local(minute, offset);
      Instant resolved = local.atZone(zone).toInstant();
      if (!resolved.isBefore(minute)
          && resolved.isBefore(minute.plusSeconds(60))
          && !due.contains(local)) {
        due.add(local);
      }
    }
    due.sort(null);
    return due;
  }

  /** The first whole local minute that begins in the minute: offsets once had seconds. */
  private static LocalDateTime local(Instant minute, ZoneOffset offset) {
    LocalDateTime local = LocalDateTime.ofInstant(minute, offset);
    LocalDateTime whole = local.truncatedTo(ChronoUnit.MINUTES);
    return whole.equals(local) ? whole : whole.plusMinutes(1);
  }
}
