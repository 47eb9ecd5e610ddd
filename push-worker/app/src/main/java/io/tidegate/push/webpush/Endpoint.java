package io.tidegate.push.webpush;

import java.net.URI;

/**
 * A subscription's endpoint, taken apart.
 *
 * @param origin scheme, host and port: which push service it is
 * @param host as certificates name it
 * @param target path and query
 */
record Endpoint(String origin, String host, int port, boolean secure, String target) {

  /**
   * Takes one apart.
   *
   * @throws IllegalArgumentException if it is no URL of http or https with a host
   */
  static Endpoint of(String text) {
    URI uri = URI.create(text);
    String host = uri.getHost();
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (host == null || !(secure || "http".equalsIgnoreCase(uri.getScheme()))) {
      throw new IllegalArgumentException("the endpoint is no URL of https with a host");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new Endpoint(
        (secure ? "https://" : "http://") + host + ":" + port,
        host,
        port,
        secure,
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }
}
