package io.tidegate.standalone.chaos;

import io.tidegate.standalone.chaos.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * To whom what may happen.
 *
 * @param workers names of the workers that are there all along
 * @param paths names of the paths on which something can happen
 * @param policies codes of institutions whose file may change
 * @param fullDisk whether the database's disk can be filled
 * @param wrongClock whether a process can be given a wrong clock
 */
record Scene(
    List<String> workers,
    List<String> paths,
    List<String> policies,
    boolean fullDisk,
    boolean wrongClock) {
  static final String POSTGRES = "postgresql";
  static final String KAFKA = "kafka";
  static final String SCHEDULER = "scheduler-app";
  static final String SECOND_SCHEDULER = "scheduler-app-2";
  static final String PUSH = "push-worker";

  Scene {
    workers = List.copyOf(workers);
    paths = List.copyOf(paths);
    policies = List.copyOf(policies);
  }

  /** The worker that comes and goes. */
  String visitor() {
    return "batch-worker-" + (workers.size() + 1);
  }

  /**
   * A fault of each kind that is possible here; some kinds in more than one form.
   *
   * @param before faults that there are already: a policy changes only once
   */
  List<Fault> oneOfEach(SplittableRandom random, List<Fault> before) {
    List<Fault> faults = new ArrayList<>();
    String path = any(random, paths);
    faults.add(fault(Kind.KILL, any(random, workers), Duration.ZERO));
    faults.add(fault(Kind.KILL, any(random, List.of(SCHEDULER, POSTGRES, KAFKA)), Duration.ZERO));
    faults.add(fault(Kind.FREEZE, any(random, workers), time(random, 2, 14)));
    faults.add(
        fault(Kind.FREEZE, any(random, List.of(SCHEDULER, POSTGRES, KAFKA)), time(random, 2, 20)));
    faults.add(fault(Kind.FREEZE, any(random, workers), Duration.ofSeconds(2)));
    faults.add(fault(Kind.AWAY, POSTGRES, time(random, 5, 25)));
    faults.add(fault(Kind.AWAY, KAFKA, time(random, 5, 25)));
    faults.add(fault(Kind.AWAY, any(random, workers), time(random, 10, 60)));
    faults.add(fault(Kind.AWAY, SCHEDULER, time(random, 70, 180)));
    faults.add(
        fault(
            Kind.RESTART,
            any(random, List.of(any(random, workers), POSTGRES, KAFKA, SCHEDULER)),
            Duration.ZERO));
    faults.add(fault(Kind.JOIN, visitor(), time(random, 30, 90)));
    faults.add(fault(Kind.JOIN, SECOND_SCHEDULER, time(random, 40, 120)));
    faults.add(fault(Kind.CUT, path, Duration.ZERO));
    faults.add(delay(random, any(random, paths)));
    faults.add(fault(Kind.SILENCE, any(random, paths), time(random, 3, 20)));
    if (fullDisk) {
      faults.add(fault(Kind.FILL, POSTGRES, time(random, 8, 20)));
    }
    if (wrongClock) {
      faults.add(fault(Kind.CLOCK, any(random, workers), time(random, 25, 60)));
    }
    if (!policies.isEmpty() && before.stream().noneMatch(each -> each.kind() == Kind.POLICY)) {
      faults.add(fault(Kind.POLICY, any(random, policies), Duration.ZERO));
    }
    return faults;
  }

  /** A fault of each kind that push-worker and its path to the database can suffer. */
  List<Fault> oneOfEachForPushWorker(SplittableRandom random) {
    String path = Paths.databaseOf(PUSH);
    return List.of(
        fault(Kind.KILL, PUSH, Duration.ZERO),
        fault(Kind.FREEZE, PUSH, time(random, 2, 20)),
        fault(Kind.AWAY, PUSH, time(random, 10, 60)),
        fault(Kind.RESTART, PUSH, Duration.ZERO),
        fault(Kind.CUT, path, Duration.ZERO),
        delay(random, path),
        fault(Kind.SILENCE, path, time(random, 3, 20)));
  }

  /**
   * Whether the fault may join those before: not against somebody who suffers already, and nothing
   * that starts while the database or the broker is away.
   */
  boolean allows(List<Fault> before, Fault fault) {
    for (Fault other : before) {
      boolean same = other.target().equals(fault.target());
      boolean together = other.end().plus(Duration.ofSeconds(15)).compareTo(fault.at()) > 0;
      boolean server = other.target().equals(POSTGRES) || other.target().equals(KAFKA);
      boolean starts = fault.kind() == Kind.JOIN || fault.kind() == Kind.CLOCK;
      if (together && (same || (server && starts))) {
        return false;
      }
    }
    return true;
  }

  /** Everybody to whom something may happen. */
  List<String> targets() {
    List<String> all = new ArrayList<>(List.of(POSTGRES, KAFKA, SCHEDULER, SECOND_SCHEDULER));
    all.addAll(workers);
    all.add(visitor());
    all.addAll(paths);
    all.addAll(policies);
    all.add(PUSH);
    all.add(Paths.databaseOf(PUSH));
    return all;
  }

  private static Fault delay(SplittableRandom random, String path) {
    return new Fault(
        Duration.ZERO,
        Kind.DELAY,
        path,
        time(random, 5, 20),
        Script.random(random, Duration.ofMillis(100), Duration.ofMillis(1500)));
  }

  private static Fault fault(Kind kind, String target, Duration lasts) {
    return Fault.of(Duration.ZERO, kind, target, lasts);
  }

  private static Duration time(SplittableRandom random, int least, int most) {
    return Duration.ofSeconds(random.nextInt(least, most + 1));
  }

  private static String any(SplittableRandom random, List<String> names) {
    return names.get(random.nextInt(names.size()));
  }
}
