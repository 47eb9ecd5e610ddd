package io.tidegate.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.ResponseClass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS that holds, and TLS that fails: over real sockets, with certificates of this test. */
class MutualTlsTest {
  @TempDir static Path folder;
  private static Papers papers;
  private static Caller.Loop loop;

  @BeforeAll
  static void makePapers() {
    papers = new Papers(folder);
    loop =
        new Caller.Loop(
            name ->
                switch (name) {
                  case "ours" ->
                      new Clients.Certificates(
                          papers.keyManager("client"), papers.trustManager("ca"));
                  case "strange" ->
                      new Clients.Certificates(
                          papers.keyManager("stranger"), papers.trustManager("ca"));
                  case "without-keys" -> new Clients.Certificates(null, papers.trustManager("ca"));
                  default -> throw new IllegalArgumentException("no bundle " + name);
                });
  }

  @AfterAll
  static void closeLoop() {
    loop.close();
  }

  private static String policy(String url, String more) {
    return BadAnswersTest.policy(url, Duration.ofSeconds(20), more);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void theClientsCertificateIsShownAndTheServersIsLookedAt(boolean http2) {
    try (SecureServer server = new SecureServer(papers, "server", "ca", 100);
        Caller caller =
            new Caller(loop, policy(server.url(), "tls: ours\nhttp2: " + http2 + "\n"))) {
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
      assertThat(server.callers()).containsExactly("CN=client");
    }
  }

  @ParameterizedTest
  @CsvSource({"strange, true", "without-keys, true", "strange, false", "without-keys, false"})
  void whoShowsNoCertificateOrAStrangersIsRefusedAndTriesAgainOnlyAfterAWhile(
      String bundle, boolean http2) {
    try (SecureServer server = new SecureServer(papers, "server", "ca", 100);
        Caller caller =
            new Caller(loop, policy(server.url(), "tls: " + bundle + "\nhttp2: " + http2 + "\n"))) {
      cannotBeReached(caller);
      assertThat(server.callers()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"expired", "elsewhere", "stranger"})
  void aServerWhoseCertificateIsNotGoodIsNotCalled(String whose) {
    try (SecureServer server = new SecureServer(papers, whose, null, 100);
        Caller caller = new Caller(loop, policy(server.url(), "tls: ours\n"))) {
      cannotBeReached(caller);
      assertThat(server.callers()).isEmpty();
    }
  }

  @Test
  void withoutABundleTheJdksAuthoritiesAreTrustedAndThisOneIsNoneOfThem() {
    try (SecureServer server = new SecureServer(papers, "server", null, 100);
        Caller caller = new Caller(loop, policy(server.url(), ""))) {
      cannotBeReached(caller);
      assertThat(server.callers()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"plain", "garbage", "closing", "silent"})
  void whatIsNoTlsIsNotReached(String manner) throws IOException {
    try (RawServer server =
            new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Caller caller =
            new Caller(
                loop,
                policy("https://localhost:" + server.port(), "tls: ours\n")
                    .replace("connect: 2s", "connect: 300ms"))) {
      server.welcomes(
          with -> {
            switch (manner) {
              case "plain" -> with.success();
              case "garbage" -> with.raw("\0\1\2\3".repeat(1_000));
              case "closing" -> with.halfClose();
              default -> with.silence();
            }
          });
      cannotBeReached(caller);
    }
  }

  /** No call starts; the failure is counted, and there is no storm of attempts. */
  private static void cannotBeReached(Caller caller) {
    int[] failed = new int[1];
    caller.until(
        "it cannot be reached", () -> (failed[0] += caller.endpoints.takeUnreachable()) > 0);
    assertThat(loop.on(caller.endpoints::room)).isZero();
    loop.on(
        () -> {
          for (int i = 0; i < 100; i++) {
            caller.endpoints.prepare(1);
          }
          return true;
        });
    assertThat(loop.on(caller.endpoints::takeUnreachable)).isZero();
    assertThat(failed[0]).isEqualTo(1);
  }
}
