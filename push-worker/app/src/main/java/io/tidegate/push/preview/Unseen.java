package io.tidegate.push.preview;

/** A page that cannot be shown. */
final class Unseen extends Exception {
  private static final long serialVersionUID = 1L;

  private final NoPreview why;

  Unseen(NoPreview why) {
    super(why.word());
    this.why = why;
  }

  Unseen(NoPreview why, Throwable cause) {
    super(why.word(), cause);
    this.why = why;
  }

  NoPreview why() {
    return why;
  }
}
