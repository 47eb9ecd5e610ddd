package io.tidegate.policy;

import static io.tidegate.policy.yaml.Key.optional;
import static io.tidegate.policy.yaml.Key.required;
import static io.tidegate.policy.yaml.Key.withDefault;

import io.tidegate.policy.yaml.Block;
import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Scalar;
import io.tidegate.policy.yaml.Section;
import io.tidegate.policy.yaml.Shape;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that say how an institution is reached. */
final class AccessKeys {

  private static final Scalar<URI> ADDRESS =
      Scalar.text(
          "an http or https address without query, such as https://api.bank.example",
          AccessKeys::url);
  private static final Key<URI> URL =
      required("url", ADDRESS, "Base address, to which the calls' targets are appended.");
  private static final Key<Integer> WEIGHT =
      withDefault(
          "weight", Scalar.whole(1, 1000), "1", "Share of the calls under `balance: weighted`.");

  private static final Key<Duration> CONNECT =
      withDefault(
          "connect",
          Scalars.duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
          "2s",
          "Until a connection stands.");
  private static final Key<Duration> RESPONSE =
      withDefault(
          "response",
          Scalars.duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
          "20s",
          "From the start of a call to the end of its answer.");
  private static final Key<Duration> REFRESH =
      withDefault(
          "refresh",
          Scalars.duration(Duration.ofSeconds(1), Duration.ofMinutes(30)),
          "2m",
          "The longest refresh.");

  private static final Key<String> PREFIX =
      withDefault(
          "prefix",
          Scalar.text("up to 12 upper-case letters and digits", "[A-Z0-9]{0,12}"),
          "\"\"",
          "What every id begins with, such as the organisation code and the kind.");
  private static final Key<Integer> LENGTH =
      withDefault(
          "length",
          Scalar.whole(13, 64),
          "25",
          "Characters of the whole id, at least 13 more than the prefix.");

  static final Key<List<Endpoint>> ENDPOINTS =
      required(
          "endpoints",
          new Shape.Items<>(
              new Shape.Either<>(
                  new Shape.Made<>(ADDRESS, url -> new Endpoint(url, 1)),
                  new Section<>(
                      "an endpoint",
                      List.of(URL, WEIGHT),
                      List.of(),
                      block -> new Endpoint(block.get(URL), block.get(WEIGHT)))),
              1,
              64),
          "Base addresses; `\"https://a.example\"` is short for `{url: \"https://a.example\"}`.");
  static final Key<Balance> BALANCE =
      withDefault(
          "balance",
          Scalars.words(Balance.class),
          "least-in-flight",
          "How calls are spread over the endpoints.");
  static final Key<Boolean> HTTP2 =
      withDefault("http2", Scalar.flag(), "false", "HTTP/2 instead of HTTP/1.1.");
  static final Key<Timeouts> TIMEOUT =
      withDefault(
          "timeout",
          new Section<>(
              "time-outs",
              List.of(CONNECT, RESPONSE, REFRESH),
              List.of(AccessKeys::checkTimeouts),
              block -> new Timeouts(block.get(CONNECT), block.get(RESPONSE), block.get(REFRESH))),
          "{}",
          "How long things may take; none longer than the next.");
  static final Key<Map<String, String>> HEADERS =
      withDefault(
          "headers",
          new Shape.Entries<>(
              Scalar.text(
                  "a header's name, such as x-api-type", "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}"),
              Scalar.text("text of up to 1000 printable ASCII characters", "[\\x20-\\x7e]{0,1000}"),
              50),
          "{}",
          "Sent with every call. Placeholders: `{institution}`, `{user}`, `{tran-id}`.");
  static final Key<TransactionIds> TRAN_ID =
      withDefault(
          "tran-id",
          new Section<>(
              "transaction ids",
              List.of(PREFIX, LENGTH),
              List.of(AccessKeys::checkLength),
              block -> new TransactionIds(block.get(PREFIX), block.get(LENGTH))),
          "{}",
          "How `{tran-id}` is made: the prefix, then the server's number and a counter.");
  static final Key<Auth> AUTH =
      withDefault(
          "auth", Scalars.words(Auth.class), "none", "`bearer` sends the consent's own token.");
  static final Key<String> TLS =
      optional(
          "tls",
          Scalar.text(
              "the name of an SSL bundle: lower-case letters, digits and -",
              "[a-z0-9][a-z0-9-]{0,63}"),
          "no mutual TLS",
          "SSL bundle with key and trusted certificates, for mutual TLS.");

  private AccessKeys() {}

  static List<Key<?>> keys() {
    return List.of(ENDPOINTS, BALANCE, HTTP2, TIMEOUT, HEADERS, TRAN_ID, AUTH, TLS);
  }

  static Access access(Block block) {
    return new Access(
        block.get(ENDPOINTS),
        block.get(BALANCE),
        block.get(HTTP2),
        block.get(TIMEOUT),
        templates(block.get(HEADERS)),
        block.get(AUTH),
        block.find(TLS).orElse(null),
        block.get(TRAN_ID));
  }

  static Map<String, Template> templates(Map<String, String> headers) {
    Map<String, Template> templates = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> templates.put(name, Template.of(value, Template.Place.HEADER)));
    return templates;
  }

  private static void checkTimeouts(Block block, Findings findings) {
    checkOrder(CONNECT, RESPONSE, block, findings);
    checkOrder(RESPONSE, REFRESH, block, findings);
  }

  private static void checkOrder(
      Key<Duration> shorter, Key<Duration> longer, Block block, Findings findings) {
    block
        .find(shorter)
        .flatMap(least -> block.find(longer).filter(most -> most.compareTo(least) < 0))
        .ifPresent(
            most ->
                findings.error(
                    block.line(longer),
                    block.path(longer),
                    Durations.show(most),
                    "at least %s (%s)"
                        .formatted(shorter.name(), Durations.show(block.get(shorter)))));
  }

  private static void checkLength(Block block, Findings findings) {
    int least = block.find(PREFIX).map(String::length).orElse(0) + 13;
    block
        .find(LENGTH)
        .filter(length -> length < least)
        .ifPresent(
            length ->
                findings.error(
                    block.line(LENGTH),
                    block.path(LENGTH),
                    length.toString(),
                    "at least %d: 13 more than the prefix".formatted(least)));
  }

  private static @Nullable URI url(String text) {
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain =
          uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
      return web && plain && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= 65_535
          ? uri
          : null;
    } catch (URISyntaxException e) {
      return null; // refused; the message says what is allowed
    }
  }
}
