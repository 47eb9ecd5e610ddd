package io.tidegate.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.ResponseClass;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 over TLS: many calls on few connections, and what becomes of them when one is ended. */
class MultiplexedCallsTest {
  private static final int SHARE = 40;

  @TempDir static Path folder;
  private static Papers papers;
  private static Caller.Loop loop;

  @BeforeAll
  static void makePapers() {
    papers = new Papers(folder);
    loop = new Caller.Loop(name -> new Clients.Certificates(null, papers.trustManager("ca")));
  }

  @AfterAll
  static void closeLoop() {
    loop.close();
  }

  private static Caller caller(SecureServer server, Duration response) {
    return new Caller(
        loop,
        BadAnswersTest.policy(server.url(), response, "tls: any\nhttp2: true\n")
            .replace("connect: 2s", "connect: 1s"));
  }

  private static Caller caller(SecureServer server) {
    return caller(server, Duration.ofSeconds(20));
  }

  private static List<CompletableFuture<Exchange>> many(Caller caller, int calls) {
    List<CompletableFuture<Exchange>> made = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      made.add(caller.call(caller.refresh("u" + i)));
    }
    return made;
  }

  private static void allSucceed(Caller caller, List<CompletableFuture<Exchange>> made) {
    for (CompletableFuture<Exchange> each : made) {
      assertThat(caller.meaning(each.join())).isEqualTo(ResponseClass.SUCCESS);
    }
  }

  /** What a lane does every 50 ms. */
  private static void tidy(Caller caller, int flying) {
    loop.on(
        () -> {
          caller.endpoints.prepare(flying + flying / 4 + 2);
          return true;
        });
  }

  @Test
  void allCallsOfTheShareGoOverOneConnection() {
    try (SecureServer server = new SecureServer(papers, "server", null, 100);
        Caller caller = caller(server)) {
      server.holds();
      List<CompletableFuture<Exchange>> made = many(caller, SHARE);
      caller.until("all are there", () -> server.held() == SHARE);
      for (int i = 0; i < 20; i++) {
        tidy(caller, SHARE);
      }
      assertThat(loop.on(caller.endpoints::room)).as("no more than the share").isZero();
      server.release();
      allSucceed(caller, made);
      assertThat(server.mostActive()).isEqualTo(SHARE);
      assertThat(server.connections()).hasSize(1);
      assertThat(server.versions()).containsOnly(HttpVersion.HTTP_2);
    }
  }

  @Test
  void aServerThatAllowsFewStreamsGetsAsManyConnectionsAsItTakes() {
    try (SecureServer server = new SecureServer(papers, "server", null, 10);
        Caller caller = caller(server)) {
      server.holds();
      List<CompletableFuture<Exchange>> made = many(caller, SHARE);
      caller.until("all are there", () -> server.held() == SHARE);
      for (int i = 0; i < 20; i++) {
        tidy(caller, SHARE);
      }
      server.release();
      allSucceed(caller, made);
      assertThat(server.connections()).hasSize(SHARE / 10);
    }
  }

  @Test
  void aCallThatIsTooLateIsNotSentAndTheOthersOnItsConnectionGoOn() {
    try (SecureServer server = new SecureServer(papers, "server", null, 100);
        Caller caller = caller(server)) {
      server.holds();
      List<CompletableFuture<Exchange>> made = many(caller, 5);
      caller.until("all are there", () -> server.held() == 5);
      Exchange late =
          loop.on(
              () ->
                  Exchange.start(
                      caller.endpoints,
                      caller.endpoints,
                      caller.refresh("late"),
                      "LATE",
                      caller::now,
                      caller.now() - 1,
                      ended -> {}));
      assertThat(late).isNull();
      server.release();
      allSucceed(caller, made);
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
      assertThat(server.connections()).hasSize(1);
      assertThat(server.callers()).hasSize(6);
    }
  }

  @Test
  void aConnectionThatTheServerEndsKeepsItsCallsAndGetsNoMore() {
    try (SecureServer server = new SecureServer(papers, "server", null, 100);
        Caller caller = caller(server)) {
      server.holds();
      List<CompletableFuture<Exchange>> made = many(caller, 5);
      caller.until("all are there", () -> server.held() == 5);
      var _ = server.connections().getFirst().shutdown(Duration.ofSeconds(20));
      caller.until("it is known", () -> server.connections().size() == 2);
      server.release();
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
      allSucceed(caller, made);
    }
  }

  @Test
  void aConnectionOverWhichNothingComesAnyMoreIsLeft() {
    try (SecureServer server = new SecureServer(papers, "server", null, 100);
        Caller caller = caller(server, Duration.ofSeconds(1))) {
      server.holds();
      for (int i = 0; i < 3; i++) {
        assertThat(caller.classOf("u" + i)).isEqualTo(ResponseClass.TRANSIENT);
      }
      server.release();
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
      assertThat(server.connections()).hasSize(2);
    }
  }

  @Test
  void aStreamThatIsResetOrEndlessHarmsNoOtherOnItsConnection() {
    try (SecureServer server = new SecureServer(papers, "server", null, 100);
        Caller caller = caller(server)) {
      server.holds();
      List<CompletableFuture<Exchange>> made = many(caller, 5);
      caller.until("all are there", () -> server.held() == 5);
      server.answers(request -> request.response().reset(2));
      assertThat(caller.classOf("reset")).isEqualTo(ResponseClass.TRANSIENT);
      server.answers(
          request -> {
            var endless = request.response().setChunked(true);
            endless.write(" ".repeat(200_000));
          });
      assertThat(caller.classOf("endless")).isEqualTo(ResponseClass.PERMANENT);
      server.release();
      allSucceed(caller, made);
      assertThat(server.connections()).hasSize(1);
    }
  }
}
