package io.tidegate.simulator;

import java.io.IOException;

/** Who started this process and holds its standard input. */
final class ParentProcess {
  private ParentProcess() {}

  /**
   * Does something when it is gone.
   *
   * @param name of this program, for what is said
   */
  static void whenGone(String name, Runnable then) {
    Thread.ofPlatform()
        .name("parent")
        .daemon(true)
        .start(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Whatever the parent says is no matter, only that it is there.
                }
              } catch (IOException e) {
                System.err.println(name + ": standard input failed: " + e);
              }
              then.run();
            });
  }
}
