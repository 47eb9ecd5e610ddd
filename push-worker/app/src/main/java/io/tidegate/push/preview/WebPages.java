package io.tidegate.push.preview;

import io.tidegate.push.address.FirstThatConnects;
import io.tidegate.push.address.RefusedHost;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * GET requests to strangers: each over a connection of its own, to an address that was checked.
 * Neither redirects nor cookies, and no compression: what is small on the wire must not be large
 * here.
 */
final class WebPages implements AutoCloseable {
  private static final int LARGEST_HEADERS = 32 << 10;

  private final HttpClient client;

  /**
   * Where all is asked and read. On another loop than the connection's, its end would overtake what
   * of a long answer still waits.
   */
  private final Context loop;

  private final Addresses addresses;
  private final String userAgent;

  /**
   * Connects when it is asked.
   *
   * @param options whom TLS trusts
   * @param userAgent what we call ourselves
   */
  WebPages(Vertx vertx, HttpClientOptions options, Addresses addresses, String userAgent) {
    this.addresses = addresses;
    this.userAgent = userAgent;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions(options)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(LARGEST_HEADERS)
                .setMaxInitialLineLength(LARGEST_HEADERS));
    this.loop = vertx.getOrCreateContext();
  }

  /** What is read of an answer. */
  interface Reading {
    /** Whether anything is. */
    boolean wants(int status, @Nullable String type);

    /** Whether this is enough, of what is read up to now. */
    boolean isEnough(Buffer read);
  }

  /**
   * Gets one; blocks.
   *
   * @param most bytes; what comes after them is cut off
   */
  WebPage get(PageUrl url, int most, Reading reading, Deadline deadline) throws Unseen {
    List<InetAddress> to = checked(url);
    Promise<WebPage> page = Promise.promise();
    Duration left = deadline.left();
    loop.runOnContext(
        run ->
            FirstThatConnects.request(client, request(url), to, left)
                .onFailure(page::tryFail)
                .onSuccess(request -> send(request, most, reading, page)));
    try {
      return page.future()
          .toCompletionStage()
          .toCompletableFuture()
          .get(left.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new Unseen(NoPreview.TOO_SLOW, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unseen(NoPreview.TOO_SLOW, e);
    } finally {
      page.tryFail("over"); // breaks off what still comes
    }
  }

  private List<InetAddress> checked(PageUrl url) throws Unseen {
    try {
      return addresses.of(url.host());
    } catch (RefusedHost e) {
      throw new Unseen(NoPreview.PRIVATE_ADDRESS, e);
    } catch (IOException e) {
      throw new Unseen(NoPreview.UNKNOWN_HOST, e);
    }
  }

  private RequestOptions request(PageUrl url) {
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setHost(url.host())
        .setPort(url.port())
        .setSsl(url.isSecure())
        .setURI(url.target())
        .setFollowRedirects(false)
        .putHeader("User-Agent", userAgent)
        .putHeader("Accept", "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1");
  }

  private static Unseen failed(Throwable cause) {
    for (Throwable one = cause; one != null; one = one.getCause()) {
      if (one instanceof SSLException) {
        return new Unseen(NoPreview.TLS, cause);
      }
      if (one instanceof UnknownHostException) {
        return new Unseen(NoPreview.UNKNOWN_HOST, cause);
      }
      if (one instanceof TimeoutException) {
        return new Unseen(NoPreview.TOO_SLOW, cause);
      }
    }
    return new Unseen(NoPreview.UNREACHABLE, cause);
  }

  private static void send(
      HttpClientRequest request, int most, Reading reading, Promise<WebPage> page) {
    page.future()
        .onFailure(
            error -> {
              var _ = request.reset();
            });
    request
        .send()
        .compose(response -> read(response, most, reading))
        .onSuccess(page::tryComplete)
        .onFailure(page::tryFail);
  }

  private static Future<WebPage> read(HttpClientResponse response, int most, Reading reading) {
    Promise<WebPage> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    String type = response.getHeader("Content-Type");
    if (isPacked(response) || !reading.wants(response.statusCode(), type)) {
      var _ = response.request().reset();
      return Future.succeededFuture(page(response, read, false));
    }
    response.exceptionHandler(whole::tryFail);
    response.handler(
        chunk -> {
          int room = most - read.length();
          read.appendBuffer(chunk, 0, Math.min(chunk.length(), room));
          boolean cut = chunk.length() > room;
          if ((cut || reading.isEnough(read)) && whole.tryComplete(page(response, read, cut))) {
            var _ = response.request().reset();
          }
        });
    response.endHandler(end -> whole.tryComplete(page(response, read, false)));
    return whole.future();
  }

  /** We ask for nothing that is packed. */
  private static boolean isPacked(HttpClientResponse response) {
    String encoding = response.getHeader("Content-Encoding");
    return encoding != null && !encoding.strip().equalsIgnoreCase("identity");
  }

  private static WebPage page(HttpClientResponse response, Buffer body, boolean cut) {
    return new WebPage(
        response.statusCode(),
        isPacked(response) ? "packed" : response.getHeader("Content-Type"),
        response.getHeader("Location"),
        body,
        cut);
  }

  @Override
  public void close() {
    client.close().toCompletionStage().toCompletableFuture().join();
  }
}
