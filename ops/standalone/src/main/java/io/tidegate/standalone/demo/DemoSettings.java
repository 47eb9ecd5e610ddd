package io.tidegate.standalone.demo;

/**
 * How large a demo is.
 *
 * @param minutes whole minutes of the run, 1 to 120
 * @param institutions how many, 1 to 60
 * @param users how many consents over all of them, at least 10 each
 */
public record DemoSettings(int minutes, int institutions, int users) {
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
  }
}
