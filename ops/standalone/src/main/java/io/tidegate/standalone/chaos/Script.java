package io.tidegate.standalone.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * What happens in a run, and when.
 *
 * @param faults in the order of their instants
 */
record Script(List<Fault> faults) {
  /** Before the first fault, so that the run is seen to go well. */
  private static final Duration PEACE = Duration.ofSeconds(12);

  /** After the last one has ended, so that the system is seen to come back. */
  private static final Duration RECOVERY = Duration.ofSeconds(45);

  private static final Duration LEAST_GAP = Duration.ofSeconds(6);
  private static final Duration LARGEST_GAP = Duration.ofSeconds(28);

  /** Push-worker is one of many, and takes 20 s to come back. */
  private static final Duration LEAST_GAP_FOR_PUSH_WORKER = Duration.ofSeconds(20);

  private static final Duration LARGEST_GAP_FOR_PUSH_WORKER = Duration.ofSeconds(60);

  Script {
    faults = faults.stream().sorted(Comparator.comparing(Fault::at)).toList();
  }

  /**
   * A script of one line per fault; empty lines and lines that begin with # are passed over.
   *
   * @param targets everybody to whom something may happen
   * @throws WrongScript that names every line that is none
   */
  static Script parse(String text, List<String> targets) {
    List<Fault> faults = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        faults.add(fault(line, targets));
      } catch (IllegalArgumentException e) {
        errors.add("line " + number + ": " + e.getMessage());
      }
    }
    if (!errors.isEmpty()) {
      throw new WrongScript(errors);
    }
    return new Script(faults);
  }

  private static Fault fault(String line, List<String> targets) {
    Fault fault = Fault.parse(line);
    if (!targets.contains(fault.target())) {
      throw new IllegalArgumentException(
          "nobody is called %s; there are %s"
              .formatted(fault.target(), String.join(", ", targets)));
    }
    return fault;
  }

  /**
   * Draws a script: every kind of fault that the scene offers once before any comes twice, each
   * against a target that nothing else happens to meanwhile. The same seed, length and scene give
   * the same script.
   *
   * <p>Push-worker's faults are drawn apart: so a seed still does to all others what it did before
   * push-worker took part.
   */
  static Script draw(long seed, Duration length, Scene scene) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Fault> faults =
        draw(
            random,
            length,
            scene,
            LEAST_GAP,
            LARGEST_GAP,
            before -> scene.oneOfEach(random, before));
    SplittableRandom another = new SplittableRandom(~seed);
    faults.addAll(
        draw(
            another,
            length,
            scene,
            LEAST_GAP_FOR_PUSH_WORKER,
            LARGEST_GAP_FOR_PUSH_WORKER,
            before -> scene.oneOfEachForPushWorker(another)));
    return new Script(faults);
  }

  private static List<Fault> draw(
      SplittableRandom random,
      Duration length,
      Scene scene,
      Duration leastGap,
      Duration largestGap,
      Function<List<Fault>, List<Fault>> oneOfEach) {
    List<Fault> faults = new ArrayList<>();
    List<Fault> bag = new ArrayList<>();
    Duration latest = length.minus(RECOVERY);
    Duration at = PEACE.plus(random(random, Duration.ZERO, leastGap));
    while (at.compareTo(latest) < 0) {
      if (bag.isEmpty()) {
        bag.addAll(oneOfEach.apply(faults));
      }
      List<Fault> possible = new ArrayList<>();
      for (Fault drawn : bag) {
        Duration lasts = shorter(drawn.lasts(), latest.minus(at));
        Fault fault = new Fault(at, drawn.kind(), drawn.target(), lasts, drawn.by());
        if (scene.allows(faults, fault)) {
          possible.add(fault);
        }
      }
      if (possible.isEmpty()) {
        at = at.plus(leastGap);
      } else {
        Fault fault = possible.get(random.nextInt(possible.size()));
        faults.add(fault);
        bag.removeIf(
            drawn -> drawn.kind() == fault.kind() && drawn.target().equals(fault.target()));
        at = at.plus(random(random, leastGap, largestGap));
      }
    }
    return faults;
  }

  boolean fillsTheDisk() {
    return faults.stream().anyMatch(fault -> fault.kind() == Fault.Kind.FILL);
  }

  static Duration random(SplittableRandom random, Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis() / 100, most.toMillis() / 100) * 100);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : Duration.ofSeconds(Math.max(1, other.toSeconds()));
  }

  /** One line per fault; {@link #parse} reads it. */
  @Override
  public String toString() {
    return String.join("\n", faults.stream().map(Fault::toString).toList());
  }
}
