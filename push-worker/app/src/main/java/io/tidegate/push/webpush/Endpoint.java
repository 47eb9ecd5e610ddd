package io.tidegate.push.webpush;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A subscription's endpoint, taken apart.
 *
 * @param origin scheme, host and port: which push service it is
 * @param host as certificates name it
 * @param target path and query
 */
record Endpoint(String origin, String host, int port, boolean secure, String target) {
  private static final String NO_URL = "the endpoint is no URL of https with a host";

  /**
   * Takes one apart.
   *
   * @throws RefusedEndpoint if it is no URL of http or https with a host
   */
  static Endpoint of(String text) throws RefusedEndpoint {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) { // says the endpoint, which is a secret
      throw new RefusedEndpoint(NO_URL);
    }
    String host = uri.getHost();
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (host == null || !(secure || "http".equalsIgnoreCase(uri.getScheme()))) {
      throw new RefusedEndpoint(NO_URL);
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
