package io.tidegate.verify;

import io.tidegate.policy.CallWindow;
import io.tidegate.policy.Policy;
import io.tidegate.policy.RateLimit;
import io.tidegate.policy.ResponseClass;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;

/** Copies out of a policy what a person could read in its file, and nothing that was worked out. */
final class PolicyLaws {
  private static final int DAY = 24 * 60;
  private static final String GARBAGE = "garbage";

  private PolicyLaws() {}

  static Laws of(Policy policy) {
    return new Laws(
        policy.code(),
        new Laws.Hours(
            policy.zone(),
            policy.windows().windows().stream().map(PolicyLaws::window).toList(),
            policy.closed().stream().map(c -> new Laws.Closure(c.from(), c.until())).toList(),
            policy.hours().guard()),
        policy.limits().stream().map(PolicyLaws::limit).toList(),
        policy.pace().allowance(),
        policy.quotas().stream().map(PolicyLaws::quota).toList(),
        policy.calls().getFirst().name(),
        policy.timeouts().refresh(),
        successes(policy.responses().entries()));
  }

  private static Laws.Window window(CallWindow window) {
    int until = (window.fromMinute() + window.minutes()) % DAY;
    return new Laws.Window(window.day(), minute(window.fromMinute()), minute(until));
  }

  private static LocalTime minute(int ofDay) {
    return LocalTime.of(ofDay / 60, ofDay % 60);
  }

  private static Laws.Limit limit(RateLimit limit) {
    boolean aligned = !(limit.per() instanceof RateLimit.Per.Sliding);
    Laws.Each each =
        switch (limit.scope()) {
          case INSTITUTION -> Laws.Each.INSTITUTION;
          case ENDPOINT -> Laws.Each.ENDPOINT;
          case CALL -> Laws.Each.CALL;
          case CONSENT -> Laws.Each.CONSENT;
        };
    String call = limit.call();
    return new Laws.Limit(
        limit.calls(), limit.per().length(), aligned, each, call == null ? "" : call);
  }

  private static Quota quota(io.tidegate.policy.Quota quota) {
    Quota.Scope scope =
        switch (quota.scope()) {
          case CONSENT -> Quota.Scope.CONSENT;
          case CALL -> Quota.Scope.CALL;
          case OBJECT -> Quota.Scope.OBJECT;
        };
    Quota.Period period =
        switch (quota.per()) {
          case io.tidegate.policy.Quota.Per.CalendarWeek week -> new Quota.Week(week.from());
          case io.tidegate.policy.Quota.Per.CalendarMonth month -> new Quota.Month();
          case io.tidegate.policy.Quota.Per.Day day -> new Quota.Day(day.from());
          case io.tidegate.policy.Quota.Per.Rolling rolling -> new Quota.Rolling(rolling.length());
        };
    Quota.Counted counted =
        switch (quota.counts()) {
          case STARTS -> Quota.Counted.STARTS;
          case SUCCESSES -> Quota.Counted.SUCCESSES;
        };
    return new Quota(scope, quota.times(), period, counted);
  }

  /**
   * The file's own entries, the most exact one first; what nobody could understand is no success.
   */
  private static Laws.Successes successes(Map<String, ResponseClass> entries) {
    return (status, code) -> {
      if (code.equals(GARBAGE)) {
        return false;
      }
      for (String key : List.of(status + "/" + code, "" + status, status / 100 + "xx")) {
        ResponseClass meaning = entries.get(key);
        if (meaning != null) {
          return meaning == ResponseClass.SUCCESS || meaning == ResponseClass.UNCHANGED;
        }
      }
      return false;
    };
  }
}
