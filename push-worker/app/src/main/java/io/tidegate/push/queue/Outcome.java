package io.tidegate.push.queue;

import java.util.Locale;

/** How a push leaves the queue. */
enum Outcome {
  /** Its push service has it. */
  DELIVERED,
  /** Its channel keeps it. */
  KEPT,
  /** It was past its time to live. */
  EXPIRED,
  /** One with its id was delivered before. */
  DUPLICATE,
  /** A later one with its collapse key was delivered before. */
  REPLACED,
  /** Its device is there no more, or is another user's. */
  NO_DEVICE,
  /** It is on a retry topic. */
  RETRIED,
  /** It made way until its app may be sent to again, or its turn comes; it was not tried. */
  PUT_OFF,
  /** It is a dead letter. */
  DEAD;

  /** For metrics. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
