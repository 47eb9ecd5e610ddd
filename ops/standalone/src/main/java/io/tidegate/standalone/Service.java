package io.tidegate.standalone;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Something of the system that runs as a process of its own: a server or a program. */
interface Service {
  /** For messages, such as {@code batch-worker 2}. */
  String name();

  /**
   * Starts it; returns when it answers.
   *
   * @throws IOException when it does not come up; nothing of it is left running then
   */
  Running start() throws IOException;

  /** One life of a service. */
  interface Running {
    ProcessHandle process();

    /** Completes when the process is gone, for whatever reason. */
    CompletableFuture<Void> gone();

    /** Stops it in good order; returns when it is gone. */
    void stop() throws IOException;
  }
}
