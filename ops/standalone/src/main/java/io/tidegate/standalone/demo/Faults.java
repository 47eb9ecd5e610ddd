package io.tidegate.standalone.demo;

import io.tidegate.standalone.Standalone;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What happens to a system while it runs. */
interface Faults {
  /** Nothing. */
  Faults NONE =
      new Faults() {
        @Override
        public void at(Duration sinceBegin, Standalone system) {}

        @Override
        public List<Instant> crashes() {
          return List.of();
        }
      };

  /** Called once a second while the run lasts. */
  void at(Duration sinceBegin, Standalone system) throws IOException;

  /** When processes that make calls were killed, so far. */
  List<Instant> crashes();
}
