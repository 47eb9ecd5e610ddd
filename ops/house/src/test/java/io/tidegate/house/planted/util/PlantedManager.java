package io.tidegate.house.planted.util;

import java.time.Instant;

/** Breaks a rule in each line. */
@SuppressWarnings("unused") // planted for RulesTest
final class PlantedManager {
  static int counter;

  private PlantedManager() {}

  static Instant readsAClock() {
    return Instant.now();
  }

  static void sleeps() throws InterruptedException {
    Thread.sleep(1);
  }
}
