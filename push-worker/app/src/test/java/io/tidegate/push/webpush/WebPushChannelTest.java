package io.tidegate.push.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import com.interaso.webpush.VapidKeys;
import com.interaso.webpush.WebPush;
import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import io.tidegate.push.address.AddressSettings;
import io.tidegate.push.address.PublicAddresses;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Posts;
import io.tidegate.push.channel.Specimens;
import io.tidegate.push.device.Device;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a push becomes at push services, and what their answers mean. */
class WebPushChannelTest {
  private static final Push PUSH = Specimens.push("web-push");
  private static final VapidKeys KEYS = VapidKeys.generate();
  private static final VapidKeys BROWSERS = VapidKeys.generate();
  private static final int STRANGERS = 20;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final Vertx vertx = Vertx.vertx();
  private final Posts posts = new Posts(vertx, 2, 100, Duration.ofSeconds(2));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Map.Entry<String, Map<String, String>>> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    posts.close();
    threads.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private WebPushChannel channel(Addresses addresses) {
    return channel(addresses, Duration.ofSeconds(5));
  }

  private WebPushChannel channel(Addresses addresses, Duration timeout) {
    return new WebPushChannel(
        new Packing(new WebPush("mailto:operator@example.com", KEYS), addresses),
        posts,
        new BusyServices(STRANGERS),
        timeout,
        threads,
        Clock.systemUTC());
  }

  private static WebPushChannel open(WebPushChannelTest test) {
    return test.channel(new PublicAddresses(new AddressSettings(true))::of);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Device at(String endpoint) {
    return Specimens.device(
        "web-push",
        "bank",
        endpoint,
        base64(BROWSERS.getApplicationServerKey()),
        base64(new byte[16]));
  }

  private static Answer send(WebPushChannel channel, Device device) {
    return channel.send(PUSH, device).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** A push service that answers as it is told; answers its base address. */
  private String service(Consumer<HttpServerRequest> answer) {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(
                      Map.entry(
                          String.valueOf(request.path()),
                          Map.copyOf(
                              request.headers().entries().stream()
                                  .collect(
                                      Collectors.toMap(
                                          one -> one.getKey().toLowerCase(Locale.ROOT),
                                          Map.Entry::getValue)))));
                  answer.accept(request);
                });
    return "http://127.0.0.1:"
        + server
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
  }

  private static void end(HttpServerRequest request, int status, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.response().putHeader(headers[i], headers[i + 1]);
    }
    var _ = request.response().setStatusCode(status).end();
  }

  private Answer answered(int status, String... headers) {
    return send(open(this), at(service(request -> end(request, status, headers)) + "/one"));
  }

  @Test
  void whatTheNameServerTookOfItsTimeIsMissingForTheRequest() {
    Duration most = Duration.ofSeconds(2);
    Duration each = Duration.ofMillis(1_400);
    CountDownLatch never = new CountDownLatch(1);
    Addresses slow =
        host -> {
          try {
            return never.await(each.toMillis(), TimeUnit.MILLISECONDS)
                ? List.of()
                : List.of(LOOPBACK);
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
        };
    String service =
        service(
            request ->
                vertx.setTimer(
                    each.toMillis(), late -> request.response().setStatusCode(201).end()));
    assertThat(send(channel(slow, most), at(service + "/ann")))
        .as("the queue has given it up before, and tries it again")
        .isEqualTo(new Answer.Transient("not sent: TimeoutException"));
  }

  @Test
  void anIndependentCounterpartDecryptsWhatWasSent() throws Exception {
    try (Browsers browsers = new Browsers()) {
      Browsers.Subscription browser = browsers.subscribe(base64(KEYS.getApplicationServerKey()));
      Device device =
          Specimens.device(
              "web-push", "bank", browser.endpoint(), browser.p256dh(), browser.auth());
      Push push = PUSH.showing(new LinkPreview("So zahlt man", "https://example.com/rent.png"));
      assertThat(open(this).send(push, device).orTimeout(30, TimeUnit.SECONDS).join())
          .isEqualTo(new Answer.Accepted());
      assertThat(browsers.messages(browser))
          .singleElement()
          .asString()
          .contains(
              "\"id\":\"" + PUSH.id() + "\"",
              "\"title\":\"Miete 집세\"",
              "\"body\":\"fällig\"",
              "\"link\":\"https://example.com/rent\"",
              "\"linkTitle\":\"So zahlt man\"",
              "\"image\":\"https://example.com/rent.png\"",
              "\"data\":{\"account\":\"7\"}");
      browsers.expire(browser);
      assertThat(send(open(this), device))
          .isEqualTo(new Answer.TokenDead(device.renewedAt(), "status 410"));
      Browsers.Subscription others =
          browsers.subscribe(base64(VapidKeys.generate().getApplicationServerKey()));
      assertThat(
              send(
                  open(this),
                  Specimens.device(
                      "web-push", "bank", others.endpoint(), others.p256dh(), others.auth())))
          .as("signed with a key that the browser did not subscribe for")
          .isEqualTo(new Answer.Refused("status 400"));
    }
  }

  @Test
  void theHeadersSayHowLongHowUrgentAndWhatItReplaces() {
    assertThat(answered(201)).isEqualTo(new Answer.Accepted());
    Map<String, String> headers = asked.getFirst().getValue();
    assertThat(headers)
        .containsEntry("topic", "rent")
        .containsEntry("urgency", "high")
        .containsEntry("content-encoding", "aes128gcm");
    assertThat(headers.get("ttl")).matches("3[56]\\d\\d");
    assertThat(headers.get("authorization")).startsWith("vapid t=").contains(", k=");
  }

  @Test
  void aPushServiceGetsOneSignatureForManyPushesAndAnotherServiceItsOwn() {
    String one = service(request -> end(request, 201));
    String other = service(request -> end(request, 201));
    WebPushChannel channel = open(this);
    send(channel, at(one + "/1"));
    send(channel, at(one + "/2"));
    send(channel, at(other + "/3"));
    List<String> signatures =
        asked.stream().map(request -> request.getValue().get("authorization")).toList();
    assertThat(signatures.get(1)).isEqualTo(signatures.get(0));
    assertThat(signatures.get(2)).isNotEqualTo(signatures.get(0));
  }

  @Test
  void anAnswerMeansWhatTheStandardSaysThatItMeans() {
    Device device = at("http://127.0.0.1/");
    assertThat(answered(202)).isEqualTo(new Answer.Accepted());
    assertThat(answered(404)).isEqualTo(new Answer.TokenDead(device.renewedAt(), "status 404"));
    assertThat(answered(410)).isEqualTo(new Answer.TokenDead(device.renewedAt(), "status 410"));
    assertThat(answered(413)).isEqualTo(new Answer.Refused("status 413"));
    assertThat(answered(429, "Retry-After", "7"))
        .isEqualTo(new Answer.Postponed(Duration.ofSeconds(7), "status 429"));
    assertThat(answered(406)).isEqualTo(new Answer.Postponed(Duration.ofSeconds(60), "status 406"));
    assertThat(answered(503, "Retry-After", "30"))
        .isEqualTo(new Answer.Postponed(Duration.ofSeconds(30), "status 503"));
    assertThat(answered(503)).isEqualTo(new Answer.Transient("status 503"));
    assertThat(answered(403)).isEqualTo(new Answer.Refused("status 403"));
  }

  @Test
  void aBusyServiceIsLeftAloneAndOthersAreNot() {
    WebPushChannel channel = open(this);
    String busy = service(request -> end(request, 429, "Retry-After", "600"));
    String other = service(request -> end(request, 201));
    assertThat(send(channel, at(busy + "/one"))).isInstanceOf(Answer.Postponed.class);
    assertThat(send(channel, at(busy + "/two")))
        .isInstanceOfSatisfying(
            Answer.Postponed.class,
            postponed ->
                assertThat(postponed.pause())
                    .isBetween(Duration.ofSeconds(560), Duration.ofSeconds(600)));
    assertThat(send(channel, at(other + "/three"))).isEqualTo(new Answer.Accepted());
    assertThat(asked).extracting(Map.Entry::getKey).containsExactly("/one", "/three");
  }

  @Test
  void aServiceThatNeverAnswersHoldsFewRequestsAndIsLeftAloneAndOthersAreNot() {
    String silent = service(request -> {});
    String good = service(request -> request.response().setStatusCode(201).end());
    WebPushChannel channel =
        channel(new PublicAddresses(new AddressSettings(true))::of, Duration.ofSeconds(2));
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 5 * STRANGERS; i++) {
      answers.add(channel.send(PUSH, at(silent + "/" + i)));
    }
    assertThat(send(channel, at(good + "/ann"))).isEqualTo(new Answer.Accepted());
    assertThat(answers.stream().map(answer -> answer.orTimeout(30, TimeUnit.SECONDS).join()))
        .as("at once, to be tried again, but for the first")
        .filteredOn(answer -> answer instanceof Answer.Postponed)
        .hasSize(4 * STRANGERS);
    assertThat(send(channel, at(silent + "/later")))
        .isInstanceOfSatisfying(
            Answer.Postponed.class,
            postponed -> assertThat(postponed.pause()).isBetween(seconds(50), seconds(60)));
    assertThat(send(channel, at(good + "/bob"))).isEqualTo(new Answer.Accepted());
    assertThat(asked).extracting(Map.Entry::getKey).contains("/bob").doesNotContain("/later");
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static void rehearse() {
    new Packing(
            new WebPush("mailto:operator@example.com", KEYS),
            host -> {
              throw new AssertionError("nobody is looked up");
            })
        .rehearse();
  }

  /** The first encryption of a process may take longer than the time-outs here. */
  @BeforeAll
  static void rehearseOnce() {
    rehearse();
  }

  @Test
  void whatIsRehearsedGoesNowhere() {
    rehearse();
    assertThat(asked).isEmpty();
  }

  @Test
  void noRedirectIsFollowed() {
    String target = service(request -> end(request, 201));
    assertThat(answered(307, "Location", target + "/elsewhere"))
        .isEqualTo(new Answer.Refused("status 307"));
    assertThat(asked).extracting(Map.Entry::getKey).containsExactly("/one");
  }

  @Test
  void whatIsEndlessOrNeverComesIsOverInBoundedTime() {
    Buffer chunk = Buffer.buffer(new byte[8192]);
    String endless =
        service(
            request -> {
              request.response().setChunked(true).setStatusCode(410);
              vertx.setPeriodic(
                  1,
                  timer -> {
                    if (request.response().closed()) {
                      vertx.cancelTimer(timer);
                    } else {
                      var _ = request.response().write(chunk);
                    }
                  });
            });
    assertThat(send(open(this), at(endless + "/one"))).isInstanceOf(Answer.TokenDead.class);
    String silent = service(request -> {});
    assertThat(send(open(this), at(silent + "/one")))
        .isEqualTo(new Answer.Transient("not sent: TimeoutException"));
  }

  @Test
  void theAddressThatWasCheckedIsTheOneThatIsConnectedTo() {
    List<String> looked = new CopyOnWriteArrayList<>();
    WebPushChannel channel =
        channel(
            host -> {
              looked.add(host);
              return List.of(InetAddress.getLoopbackAddress());
            });
    String base = service(request -> end(request, 201));
    String port = base.substring(base.lastIndexOf(':'));
    // A name that no resolver knows: a second look would fail.
    assertThat(send(channel, at("http://push.service.invalid" + port + "/one")))
        .isEqualTo(new Answer.Accepted());
    assertThat(looked).containsExactly("push.service.invalid");
    assertThat(asked.getFirst().getValue()).containsEntry("host", "push.service.invalid" + port);
  }

  @Test
  void aHostOfWhichOneAddressDoesNotAnswerIsReachedAtAnother() {
    String base = service(request -> end(request, 201));
    String port = base.substring(base.lastIndexOf(':'));
    WebPushChannel channel = channel(host -> List.of(InetAddress.ofLiteral("127.0.0.2"), LOOPBACK));
    assertThat(send(channel, at("http://push.service.invalid" + port + "/one")))
        .isEqualTo(new Answer.Accepted());
    WebPushChannel nowhere = channel(host -> List.of(InetAddress.ofLiteral("127.0.0.2")));
    assertThat(send(nowhere, at("http://push.service.invalid" + port + "/one")))
        .isInstanceOf(Answer.Transient.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void anEndpointThatIsNoUrlIsRefusedWithoutAWordOfIt() {
    for (String none : List.of("no url", "https:///secret", "ftp://example.com/", "mailto:ann")) {
      assertThat(send(open(this), at(none)))
          .as(none)
          .isEqualTo(new Answer.Refused("the endpoint is no URL of https with a host"));
    }
  }

  @Test
  void nothingIsSentToAddressesOfTheInside() {
    WebPushChannel strict = channel(new PublicAddresses(new AddressSettings(false))::of);
    String base = service(request -> end(request, 201));
    String port = base.substring(base.lastIndexOf(':'));
    for (String host :
        List.of(
            "127.0.0.1",
            "localhost",
            "2130706433",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "10.0.0.7",
            "192.168.1.1",
            "169.254.169.254",
            "[fd00::1]",
            "[fe80::1]")) {
      for (String scheme : List.of("http://", "https://")) {
        assertThat(send(strict, at(scheme + host + port + "/one")))
            .as(scheme + host)
            .isEqualTo(new Answer.Refused("the endpoint's host has no public address"));
      }
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void keysThatAreNoneAreRefused() {
    String base = service(request -> end(request, 201));
    byte[] point = new byte[65];
    point[0] = 4;
    Device device =
        Specimens.device("web-push", "bank", base + "/one", base64(point), base64(new byte[16]));
    assertThat(send(open(this), device))
        .isEqualTo(new Answer.Refused("the subscription's keys cannot be used"));
  }

  @Test
  void aHostThatNobodyKnowsIsTriedAgain() {
    assertThat(send(open(this), at("https://push.service.invalid/one")))
        .isEqualTo(new Answer.Transient("not sent: UnknownHostException"));
  }
}
