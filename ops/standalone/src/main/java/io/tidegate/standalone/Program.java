package io.tidegate.standalone;

import java.util.List;
import java.util.stream.Stream;

/**
 * One of our processes, as it is started.
 *
 * @param artifact names its class path
 * @param mainClass where it begins
 * @param options of its JVM
 */
record Program(String artifact, String mainClass, List<String> options) {
  /**
   * Compilers give way to the threads that keep time: several JVMs that begin at once on few cores
   * otherwise compile while calls and arrivals wait. In a demo of one minute on two cores the
   * receiver was held up for over 20 ms 14 times without, 5 times with.
   */
  private static final List<String> ALL =
      List.of(
          "-XX:ThreadPriorityPolicy=1",
          "-XX:CompilerThreadPriority=10",
          "-XX:+ExitOnOutOfMemoryError");

  /**
   * Where pages are dear, huge ones are worth a third of what a refresh costs, with PostgreSQL's
   * (docs/performance.md). JVMs of other systems do not start with this option.
   */
  private static final List<String> OF_THIS_SYSTEM =
      "Linux".equals(System.getProperty("os.name"))
          ? List.of("-XX:+UseTransparentHugePages")
          : List.of();

  /** A small young generation, whose pauses are no stalls in which the ledger is not judged. */
  static final Program SIMULATOR =
      of(
          "simulator",
          "io.tidegate.simulator.Simulator",
          "-Xms256m",
          "-Xmn96m",
          "-Xmx1g",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseSerialGC");

  /** Takes pushes; what it keeps is bounded. */
  static final Program PUSH_SERVICES =
      of("simulator", "io.tidegate.simulator.PushServices", "-Xmx256m", "-XX:+UseSerialGC");

  Program {
    options = List.copyOf(options);
  }

  static Program scheduler(int heapMegabytes) {
    return of(
        "scheduler-app",
        "io.tidegate.scheduler.SchedulerApp",
        "-Xmx" + heapMegabytes + "m",
        "-XX:+UseSerialGC");
  }

  /** Generational ZGC: a pause of G1's (15 ms and more) would make tickets lapse. */
  static Program worker(int heapMegabytes) {
    return of(
        "batch-worker",
        "io.tidegate.worker.BatchWorker",
        "-Xmx" + heapMegabytes + "m",
        "-XX:+UseZGC");
  }

  /** Pages of pushes come and go: throughput counts, a pause of some ms does not. */
  static Program push(int heapMegabytes) {
    return of(
        "push-worker",
        "io.tidegate.push.PushWorker",
        "-Xmx" + heapMegabytes + "m",
        "-XX:+UseSerialGC");
  }

  private static Program of(String artifact, String mainClass, String... options) {
    return new Program(
        artifact,
        mainClass,
        Stream.of(List.of(options), ALL, OF_THIS_SYSTEM).flatMap(List::stream).toList());
  }
}
