package io.tidegate.push.webpush;

/** An endpoint, or its keys, that nothing is sent to; with a word on why. */
final class RefusedEndpoint extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedEndpoint(String why) {
    super(why);
  }
}
