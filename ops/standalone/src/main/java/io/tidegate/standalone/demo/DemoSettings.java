package io.tidegate.standalone.demo;

/**
 * How large a demo is, and how much it tells.
 *
 * @param minutes whole minutes of the run, 1 to 120
 * @param institutions how many, 1 to 60
 * @param users how many consents over all of them, at least 10 each
 * @param workers how many batch-workers, 1 to 64
 * @param timers how many timers fall due in each minute, 0 to 10,000; 0 starts no push-worker
 * @param verbose whether each rule of each institution is printed at the end, or a summary
 */
public record DemoSettings(
    int minutes, int institutions, int users, int workers, int timers, boolean verbose) {
  public DemoSettings {
    if (minutes < 1 || minutes > 120) {
      throw new IllegalArgumentException("%d minutes; 1 to 120 are allowed".formatted(minutes));
    }
    if (institutions < 1 || institutions > 60) {
      throw new IllegalArgumentException(
          "%d institutions; 1 to 60 are allowed".formatted(institutions));
    }
    if (users < 10 * institutions || users > 20_000_000) {
      throw new IllegalArgumentException(
          "%d users; %d (10 per institution) to 20,000,000 are allowed"
              .formatted(users, 10 * institutions));
    }
    if (workers < 1 || workers > 64) {
      throw new IllegalArgumentException("%d workers; 1 to 64 are allowed".formatted(workers));
    }
    if (timers < 0 || timers > 10_000) {
      throw new IllegalArgumentException(
          "%d timers a minute; 0 to 10,000 are allowed".formatted(timers));
    }
  }
}
