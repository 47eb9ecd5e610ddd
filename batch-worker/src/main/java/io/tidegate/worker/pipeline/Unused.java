package io.tidegate.worker.pipeline;

import java.util.Locale;

/** Why a ticket of a claimed span started no call. */
enum Unused {
  /** Nobody was ready at its instant: what there was to do was done, or too few were claimed. */
  NOBODY,
  /** Its instant was over for longer than a ticket is good for, here or when all was written. */
  LATE,
  /** This process may start nothing: no lease, no trusted time, no room for what calls bring. */
  SHUT,
  /** The institution is to be left alone. */
  HELD,
  /** Only a part of the tickets may be used: a cold process, or a rate factor. */
  PART,
  /** As many calls are in flight as may be, or no connection stands that could take one. */
  FULL,
  /**
   * Whoever was ready is held up by a narrower limit, by open refreshes or by a page's end, or has
   * a call that cannot be made.
   */
  LIMITS;

  /** As it stands in tags and answers. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
