package io.tidegate.standalone;

import java.util.List;

/**
 * One of our processes, as it is started.
 *
 * @param artifact names its class path
 * @param mainClass where it begins
 * @param options of its JVM
 */
record Program(String artifact, String mainClass, List<String> options) {
  /** A small young generation, whose pauses are no stalls in which the ledger is not judged. */
  static final Program SIMULATOR =
      new Program(
          "simulator",
          "io.tidegate.simulator.Simulator",
          List.of(
              "-Xms256m", "-Xmn96m", "-Xmx1g", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));

  Program {
    options = List.copyOf(options);
  }

  static Program scheduler(int heapMegabytes) {
    return new Program(
        "scheduler-app",
        "io.tidegate.scheduler.SchedulerApp",
        List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
  }

  /** Generational ZGC: a pause of G1's (15 ms and more) would make tickets lapse. */
  static Program worker(int heapMegabytes) {
    return new Program(
        "batch-worker",
        "io.tidegate.worker.BatchWorker",
        List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseZGC", "-XX:+ExitOnOutOfMemoryError"));
  }
}
