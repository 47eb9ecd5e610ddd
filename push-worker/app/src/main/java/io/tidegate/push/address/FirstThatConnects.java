package io.tidegate.push.address;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * Connects to the first of a host's addresses at which somebody answers. They were checked before,
 * and no other is connected to.
 */
public final class FirstThatConnects {
  /** A user's host may name thousands. */
  private static final int MOST = 4;

  private FirstThatConnects() {}

  /**
   * A request that may be written; from any thread.
   *
   * @param options with host, for {@code Host} and TLS, and port
   * @param addresses at least one; {@value #MOST} of them are tried, each for its part of the time
   * @param within how long all of it may take
   */
  public static Future<HttpClientRequest> request(
      HttpClient client, RequestOptions options, List<InetAddress> addresses, Duration within) {
    List<InetAddress> tried = addresses.subList(0, Math.min(MOST, addresses.size()));
    long each = Math.max(1, within.toMillis() / tried.size());
    return next(client, options, tried.iterator(), each);
  }

  private static Future<HttpClientRequest> next(
      HttpClient client, RequestOptions options, Iterator<InetAddress> left, long millis) {
    Future<HttpClientRequest> request =
        client.request(
            new RequestOptions(options)
                .setServer(
                    SocketAddress.inetSocketAddress(
                        new InetSocketAddress(left.next(), options.getPort())))
                .setConnectTimeout(millis));
    return left.hasNext() ? request.recover(error -> next(client, options, left, millis)) : request;
  }
}
