package io.tidegate.push.preview;

import java.util.Locale;

/** Why a link shows nothing. */
enum NoPreview {
  /** It is no URL of http or https with a host, or leads to none. */
  NO_URL(false),
  /** Nobody knows its host. */
  UNKNOWN_HOST(true),
  /** Its host has no public address. */
  PRIVATE_ADDRESS(false),
  /** Nobody answers there, or breaks off. */
  UNREACHABLE(true),
  /** Its certificate is not good, or it speaks no TLS. */
  TLS(false),
  /** Its site lets no robots. */
  ROBOTS(false),
  /** It leads on and on. */
  REDIRECTS(false),
  /** One has to log in. */
  LOGIN(false),
  /** There is no such page. */
  GONE(false),
  /** Its site is too busy, or broken. */
  BUSY(true),
  /** It is no page of HTML. */
  NOT_HTML(false),
  /** It does not come to its point within the bytes that are read. */
  TOO_BIG(false),
  /** Nor within the time. */
  TOO_SLOW(true),
  /** The page says nothing of itself. */
  SILENT(false),
  /** We made a mistake. */
  FAULT(true);

  private final boolean passing;

  NoPreview(boolean passing) {
    this.passing = passing;
  }

  /** Whether it may be another way soon. */
  boolean isPassing() {
    return passing;
  }

  /** For metrics and the table. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
