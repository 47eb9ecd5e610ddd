package io.tidegate.standalone.chaos;

import java.io.IOException;

/** How a fault is done, and how it is healed. */
interface Deed {
  void begin() throws IOException;

  /** Called once after {@link #begin}, also when that failed: it heals what there is to heal. */
  void heal() throws IOException;

  /** Something that heals by itself. */
  static Deed once(Step step) {
    return of(step, () -> {});
  }

  static Deed of(Step begin, Step heal) {
    return new Deed() {
      @Override
      public void begin() throws IOException {
        begin.run();
      }

      @Override
      public void heal() throws IOException {
        heal.run();
      }
    };
  }

  /** Half of a deed. */
  interface Step {
    void run() throws IOException;
  }
}
