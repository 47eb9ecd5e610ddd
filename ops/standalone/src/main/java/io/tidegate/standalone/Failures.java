package io.tidegate.standalone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What failed of steps that are all to be tried, whatever becomes of the others. */
final class Failures {
  private final List<IOException> all = new ArrayList<>();

  /** Something that may fail. */
  interface Step {
    void run() throws IOException;
  }

  void attempt(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      add(e);
    }
  }

  /**
   * Tries all of them at once; returns when all have ended.
   *
   * @param name of the threads
   */
  void attemptAtOnce(String name, List<Step> steps) {
    List<Thread> running =
        steps.stream()
            .map(step -> Thread.ofPlatform().name(name).start(() -> attempt(step)))
            .toList();
    for (Thread thread : running) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        add(new IOException("interrupted: " + name, e));
      }
    }
  }

  private synchronized void add(IOException failure) {
    all.add(failure);
  }

  /** Throws the first, if there is one. */
  synchronized void throwFirst() throws IOException {
    if (!all.isEmpty()) {
      throw all.getFirst();
    }
  }
}
