package io.tidegate.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * I4, never too often.
 *
 * <p>A refresh makes each of its calls once for each object, so a quota of any scope allows every
 * (consent, call, object) {@code times} in a period; a quota of starts per consent counts refreshes
 * by their first call, because the retry of a broken-off refresh begins no new one. Where successes
 * count, a call may begin until as many have succeeded before it in its period.
 *
 * <p>The pages of a call are one call: it begins with page 1 and has succeeded when its last page
 * has. A run of pages that ended early, and was later run further, had not succeeded.
 *
 * <p>Who dies forgets what he had not written down. A call counts no more for those after a crash
 * if it arrived within the longest refresh and ten seconds before the crash.
 */
final class Often {
  private static final Duration SETTLING = Duration.ofSeconds(10);
  private static final Duration PATH_OF_THE_LAST = Duration.ofSeconds(1);

  private static final long NOBODY = Hash.of("");

  private final Laws laws;
  private final Arrivals arrivals;
  private final List<String> callNames;
  private final List<Instant> crashes;

  Often(Laws laws, Arrivals arrivals, List<String> callNames, List<Instant> crashes) {
    this.laws = laws;
    this.arrivals = arrivals;
    this.callNames = callNames;
    this.crashes = crashes;
  }

  List<Finding> judge() {
    return laws.quotas().stream().map(this::judge).toList();
  }

  private Finding judge(Quota quota) {
    Offenders offenders = new Offenders(quota);
    boolean refreshes =
        quota.scope() == Quota.Scope.CONSENT && quota.counted() == Quota.Counted.STARTS;
    int first = callNames.indexOf(laws.firstCall());
    new Groups(arrivals, this::key)
        .forEach(
            row -> isJudged(row) && (!refreshes || arrivals.call(row) == first),
            rows -> judge(quota, rows, offenders));
    return offenders.finding();
  }

  /** How many calls do not say whose they are. */
  static long nameless(Arrivals arrivals) {
    return IntStream.range(0, arrivals.size()).filter(row -> arrivals.user(row) == NOBODY).count();
  }

  /** Not where a user waited, and not where the ledger does not say whose call it was. */
  private boolean isJudged(int row) {
    return !arrivals.byUser(row) && arrivals.user(row) != NOBODY;
  }

  private long key(int row) {
    return Hash.with(Hash.with(arrivals.user(row), arrivals.call(row)), arrivals.object(row));
  }

  private void judge(Quota quota, int[] rows, Offenders offenders) {
    if (rows.length == 1) {
      offenders.most(1);
      return;
    }
    List<Made> calls = calls(rows);
    int most = 0;
    for (int i = 0; i < calls.size(); i++) {
      List<Made> before = i < quota.times() ? List.of() : counted(quota, calls, i);
      if (before.size() >= quota.times()) {
        offenders.add(before, calls.get(i));
      } else {
        most = Math.max(most, before.size() + 1);
      }
    }
    offenders.most(calls.isEmpty() ? 0 : Math.max(most, 1));
  }

  /** One call, all its pages. */
  private record Made(int row, long micros, boolean succeeded, int lastPage) {}

  private List<Made> calls(int[] rows) {
    List<Made> calls = new ArrayList<>();
    int begin = 0;
    for (int i = 1; i <= rows.length; i++) {
      if (i == rows.length || arrivals.page(rows[i]) == 1) {
        int last = rows[i - 1];
        calls.add(
            new Made(
                rows[begin],
                arrivals.micros(rows[begin]),
                arrivals.success(last),
                arrivals.page(last)));
        begin = i;
      }
    }
    return calls;
  }

  /** The earlier calls that use the quota up for call {@code i}. */
  private List<Made> counted(Quota quota, List<Made> calls, int i) {
    Made now = calls.get(i);
    long begin = begin(quota, now.micros());
    List<Made> counted = new ArrayList<>();
    for (Made earlier : calls.subList(0, i)) {
      if (earlier.micros() >= begin
          && (quota.counted() == Quota.Counted.STARTS || succeeded(earlier, calls, i))
          && !forgotten(earlier, now)) {
        counted.add(earlier);
      }
    }
    return counted;
  }

  private boolean succeeded(Made earlier, List<Made> calls, int i) {
    return earlier.succeeded()
        && calls.subList(i, calls.size()).stream()
            .noneMatch(later -> later.lastPage() > earlier.lastPage());
  }

  private long begin(Quota quota, long micros) {
    Instant at = Micros.instant(micros);
    Instant begin = quota.period().begin(at, laws.zone());
    // Two calls may be a length apart when they start and a little less when they arrive.
    return Micros.of(
        quota.period() instanceof Quota.Rolling ? begin.plus(laws.allowance()) : begin);
  }

  private boolean forgotten(Made earlier, Made now) {
    Instant at = Micros.instant(earlier.micros());
    return crashes.stream()
        .filter(crash -> Micros.instant(now.micros()).isAfter(crash))
        .anyMatch(
            crash ->
                !at.isBefore(crash.minus(laws.longestRefresh()).minus(SETTLING))
                    && at.isBefore(crash.plus(PATH_OF_THE_LAST)));
  }

  /** The calls that break a quota, and the worst of them. */
  private final class Offenders {
    private final Quota quota;
    private long count;
    private long most;
    private @Nullable Made worst;
    private List<Made> worstBefore = List.of();

    Offenders(Quota quota) {
      this.quota = quota;
    }

    void most(long calls) {
      most = Math.max(most, calls);
    }

    void add(List<Made> before, Made call) {
      count++;
      if (worst == null || before.size() > worstBefore.size()) {
        worst = call;
        worstBefore = List.copyOf(before);
      }
    }

    Finding finding() {
      Made call = worst;
      if (call == null) {
        return Finding.kept("I4", quota.toString(), most, quota.times());
      }
      String offender =
          "call %s in line %d began after %d that count, at most %d; calls like this: %d"
              .formatted(
                  callNames.get(arrivals.call(call.row())),
                  arrivals.line(call.row()),
                  worstBefore.size(),
                  quota.times(),
                  count);
      List<Finding.Row> rows =
          IntStream.concat(
                  worstBefore.stream().mapToInt(Made::row).limit(4), IntStream.of(call.row()))
              .mapToObj(row -> Micros.row(arrivals, row))
              .sorted(Comparator.comparing(Finding.Row::at))
              .toList();
      return new Finding(
          "I4", quota.toString(), worstBefore.size() + 1L, quota.times(), count, offender, rows);
    }
  }
}
