package io.tidegate.verify;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Laws of one bank, to be changed by a test in the point that it is about. */
final class BankLaws {
  private ZoneId zone = ZoneId.of("Asia/Seoul");
  private final List<Laws.Window> windows = new ArrayList<>();
  private final List<Laws.Closure> closures = new ArrayList<>();
  private final List<Laws.Limit> limits = new ArrayList<>();
  private final List<Quota> quotas = new ArrayList<>();
  private Duration guard = Duration.ZERO;

  BankLaws zone(String id) {
    zone = ZoneId.of(id);
    return this;
  }

  BankLaws window(String from, String until, DayOfWeek... days) {
    for (DayOfWeek day : days.length == 0 ? DayOfWeek.values() : days) {
      windows.add(new Laws.Window(day, LocalTime.parse(from), LocalTime.parse(until)));
    }
    return this;
  }

  BankLaws closed(String from, String until) {
    closures.add(new Laws.Closure(LocalDateTime.parse(from), LocalDateTime.parse(until)));
    return this;
  }

  BankLaws guard(Duration length) {
    guard = length;
    return this;
  }

  BankLaws limit(long calls, Duration period) {
    return limit(new Laws.Limit(calls, period, false, Laws.Each.INSTITUTION, ""));
  }

  BankLaws limit(Laws.Limit... more) {
    limits.addAll(Arrays.asList(more));
    return this;
  }

  BankLaws quota(int times, Quota.Period period, Quota.Counted counted) {
    quotas.add(new Quota(Quota.Scope.CALL, times, period, counted));
    return this;
  }

  BankLaws quota(Quota quota) {
    quotas.add(quota);
    return this;
  }

  Laws laws() {
    return new Laws(
        "BANK",
        new Laws.Hours(zone, windows, closures, guard),
        limits,
        Duration.ofMillis(100),
        quotas,
        "accounts",
        Duration.ofMinutes(2),
        (status, code) -> status == 200 && (code.equals("00000") || code.equals("00001")));
  }
}
