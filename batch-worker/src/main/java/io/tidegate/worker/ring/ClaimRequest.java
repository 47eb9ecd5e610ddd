package io.tidegate.worker.ring;

/**
 * A page wanted.
 *
 * @param page its key
 * @param lanes into how many lanes the minute plan cuts the ring
 * @param spanSeconds length of the span: 1 to 60
 * @param users how many users are wanted, 0 or more; 0 only takes the span
 * @param claimant who claims
 * @param rules of the institution, as of the page's first instant
 */
public record ClaimRequest(
    PageKey page, int lanes, int spanSeconds, int users, Claimant claimant, Rules rules) {

  public ClaimRequest {
    if (page.lane() >= lanes) {
      throw new IllegalArgumentException(
          "lane must be 0 to " + (lanes - 1) + ", but is " + page.lane());
    }
    if (spanSeconds < 1 || spanSeconds > 60) {
      throw new IllegalArgumentException("a span must be 1 to 60 s long, but is " + spanSeconds);
    }
    if (users < 0) {
      throw new IllegalArgumentException("users must be 0 or more, but are " + users);
    }
    if (!rules.asOf().equals(page.firstInstant())) {
      throw new IllegalArgumentException(
          "rules must be as of the page's first instant, %s, but are as of %s"
              .formatted(page.firstInstant(), rules.asOf()));
    }
  }
}
