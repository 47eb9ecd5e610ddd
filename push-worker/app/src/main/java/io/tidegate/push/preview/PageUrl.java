package io.tidegate.push.preview;

import java.net.URI;
import java.util.Locale;

/** Where a page is: http or https, with a host, without a user and a fragment. */
record PageUrl(URI uri) {
  /**
   * Reads one.
   *
   * @throws Unseen if it is none
   */
  static PageUrl of(String text) throws Unseen {
    try {
      return checked(URI.create(text));
    } catch (IllegalArgumentException e) {
      throw new Unseen(NoPreview.NO_URL, e);
    }
  }

  /**
   * Where a redirect leads to.
   *
   * @param location as the header said; browsers forgive blanks and letters of all kinds in it
   */
  PageUrl then(String location) throws Unseen {
    try {
      return checked(uri.resolve(location.strip().replace(" ", "%20")));
    } catch (IllegalArgumentException e) {
      throw new Unseen(NoPreview.NO_URL, e);
    }
  }

  private static PageUrl checked(URI uri) throws Unseen {
    URI ascii = URI.create(uri.toASCIIString());
    boolean web =
        "https".equalsIgnoreCase(ascii.getScheme()) || "http".equalsIgnoreCase(ascii.getScheme());
    if (!web || ascii.getHost() == null || ascii.getUserInfo() != null) {
      throw new Unseen(NoPreview.NO_URL);
    }
    return new PageUrl(ascii);
  }

  boolean isSecure() {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  String host() {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  int port() {
    return uri.getPort() >= 0 ? uri.getPort() : isSecure() ? 443 : 80;
  }

  /** Scheme, host and port. */
  String origin() {
    return (isSecure() ? "https://" : "http://") + host() + ":" + port();
  }

  /** Path and query. */
  String target() {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /** As rules for robots know it. */
  String text() {
    return origin() + target();
  }
}
