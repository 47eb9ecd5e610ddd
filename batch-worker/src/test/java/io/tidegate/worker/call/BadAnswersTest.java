package io.tidegate.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.ResponseClass;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The real client before a server that answers wrongly, over real sockets. */
class BadAnswersTest {
  private static Caller.Loop loop;

  @BeforeAll
  static void openLoop() {
    loop = new Caller.Loop();
  }

  @AfterAll
  static void closeLoop() {
    loop.close();
  }

  static String policy(String url, Duration response, String more) {
    return """
    code: BAD
    preset: kr-mydata
    windows: ["always"]
    limits: [{calls: 1000, per: second}]
    quota: []
    max-in-flight: 40
    timeout: {connect: 2s, response: %dms, refresh: 1m}
    max-body-bytes: 100000
    auth: none
    endpoints: ["%s"]
    calls:
      - name: accounts
        get: "/accounts?user={user}"
        pages: next_page
        each: {from: "account_list[*].account_num", as: account}
    """
            .formatted(response.toMillis(), url)
        + more;
  }

  static Stream<BadAnswers.Case> cases() {
    return Stream.concat(BadAnswers.noHttp().stream(), BadAnswers.bodies().stream());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachBadAnswerHasItsClassAndTheNextCallIsNoneTheWorse(BadAnswers.Case bad)
      throws IOException {
    Duration timeout = bad.late() ? Duration.ofSeconds(1) : Duration.ofSeconds(20);
    String policy = policy("%s", timeout, "").replace("connect: 2s", "connect: 1s");
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy.formatted(server.url()))) {
      server.answers(bad.manner());
      Exchange exchange = caller.answerTo("anna");
      assertThat(caller.meaning(exchange)).isEqualTo(bad.meaning());
      assertThat(exchange.trouble() == Exchange.Trouble.TIMEOUT).isEqualTo(bad.late());
      assertThat(exchange.body().length).isLessThanOrEqualTo(100_000);
      assertThat(server.written()).as("bytes taken off the wire").isLessThan(40_000_000);

      isWellAgain(server, caller);
    }
  }

  private static void isWellAgain(RawServer server, Caller caller) {
    server.answers(RawServer.Conversation::success);
    for (int i = 0; i < 3; i++) {
      Exchange next = caller.answerTo("ben");
      assertThat(caller.meaning(next)).isEqualTo(ResponseClass.SUCCESS);
      assertThat(next.objects()).containsExactly("11");
    }
    assertThat(loop.on(caller.endpoints::isQuiet)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "301 Moved        | config",
        "302 Found        | config",
        "307 Temporary    | config",
        "308 Permanent    | config",
        "303 See Other    | config",
      })
  void noRedirectIsFollowed(String status, String meaning) throws IOException {
    try (RawServer elsewhere = new RawServer();
        RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      server.answers(with -> with.answer(status, "location: " + elsewhere.url() + "/a\r\n", ""));
      assertThat(caller.classOf("anna").word()).isEqualTo(meaning);
      server.answers(with -> with.answer(status, "location: /again\r\n", ""));
      assertThat(caller.classOf("anna").word()).isEqualTo(meaning);

      assertThat(server.requests()).hasSize(2);
      assertThat(elsewhere.connections()).isZero();
      isWellAgain(server, caller);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 OK              | text/html                         | success",
        "200 OK              | ''                                | success",
        "200 OK              | application/json; charset=EUC-KR  | success",
        "201 Created         | application/json                  | transient",
        "999 Strange         | application/json                  | permanent",
        "600 Strange         | application/json                  | permanent",
        "500 Error           | application/json                  | transient",
        "418 Teapot          | application/json                  | permanent",
        "401 Who             | application/json                  | auth",
      })
  void theStatusAndTheCodeDecideAndTheContentTypeDoesNot(String status, String type, String meaning)
      throws IOException {
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      String header = type.isEmpty() ? "" : "content-type: " + type + "\r\n";
      server.answers(with -> with.answer(status, header, BadAnswers.GOOD));
      assertThat(caller.classOf("anna").word()).isEqualTo(meaning);
    }
  }

  @Test
  void aBodyThatEndsWithItsConnectionAndOneWithAByteOrderMarkAreWhole() throws IOException {
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      server.answers(
          with -> {
            with.raw("HTTP/1.1 200 OK\r\n\r\n" + BadAnswers.GOOD);
            with.halfClose();
          });
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
      server.answers(with -> with.answer("200 OK", "", "\uFEFF" + BadAnswers.GOOD));
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
    }
  }

  /** What nobody asked for must not be taken for the answer to the next call. */
  @Test
  void aSecondAnswerToOneCallIsNobodysAndEndsItsConnection() throws IOException {
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      String other = BadAnswers.GOOD.replace("11", "66");
      String answer = "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s";
      server.answers(
          with ->
              with.raw(
                  answer.formatted(BadAnswers.GOOD.length(), BadAnswers.GOOD)
                      + answer.formatted(other.length(), other)));
      for (int i = 0; i < 5; i++) {
        assertThat(caller.answerTo("anna").objects()).containsExactly("11");
        caller.untilAlone("the connection is left", () -> !caller.endpoints.canTake(0));
      }
      server.answers(
          with -> {
            with.success();
            assertThat(with.lingers()).as("nobody calls meanwhile").isTrue();
            with.raw(answer.formatted(other.length(), other));
          });
      for (int i = 0; i < 5; i++) {
        int before = server.connections();
        assertThat(caller.answerTo("anna").objects()).containsExactly("11");
        caller.untilAlone("the connection is left", () -> !caller.endpoints.canTake(0));
        assertThat(server.connections()).isLessThanOrEqualTo(before + 1);
      }
      isWellAgain(server, caller);
    }
  }

  @Test
  void anAnswerToTheCallBeforeIsNotTakenForThisOnes() throws IOException {
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      String[] before = {"T0"};
      server.answers(
          with -> {
            with.answer("200 OK", "x-api-tran-id: " + before[0] + "\r\n", BadAnswers.GOOD);
            before[0] = String.valueOf(with.header("x-api-tran-id"));
          });
      for (int i = 0; i < 5; i++) {
        assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.TRANSIENT);
      }
      assertThat(server.connections()).isEqualTo(5);
      isWellAgain(server, caller);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "7                              | PT7S",
        "31536000                       | P1D",
        "999999999                      | P1D",
        "99999999999999999999           | nothing",
        "in-a-year                      | P1D",
        "a-minute-ago                   | nothing",
        "-1                             | nothing",
        "0                              | nothing",
        "soon                           | nothing",
        "1e9                            | nothing",
        "''                             | nothing",
      })
  void aRetryAfterKeepsUsOutForADayAtMostAndNonsenseSaysNothing(
      String retryAfter, @Nullable Duration out) throws IOException {
    Instant now = Instant.parse("2026-11-21T03:15:07Z");
    String value =
        switch (retryAfter) {
          case "in-a-year" -> date(now.plus(Duration.ofDays(365)));
          case "a-minute-ago" -> date(now.minusSeconds(60));
          default -> retryAfter;
        };
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      server.answers(with -> with.answer("429 Slow", "retry-after: " + value + "\r\n", "{}"));
      Exchange exchange = caller.answerTo("anna");
      assertThat(caller.meaning(exchange)).isEqualTo(ResponseClass.THROTTLED);
      assertThat(exchange.blockedUntil(false, now)).isEqualTo(out == null ? null : now.plus(out));
    }
  }

  private static String date(Instant at) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
  }

  @Test
  void aSuccessWithAnotherCallsTransactionIdIsNone() throws IOException {
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      server.answers(
          with ->
              with.answer(
                  "200 OK",
                  "X-Api-Tran-Id: " + with.header("x-api-tran-id") + "\r\n",
                  BadAnswers.GOOD));
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
      int before = server.connections();

      server.answers(with -> with.answer("200 OK", "x-api-tran-id: T0\r\n", BadAnswers.GOOD));
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.TRANSIENT);
      server.answers(with -> with.answer("200 OK", "x-api-tran-id: \r\n", BadAnswers.GOOD));
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.TRANSIENT);
      server.answers(
          with -> with.answer("500 E", "x-api-tran-id: T0\r\n", "{\"rsp_code\":\"50008\"}"));
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.MAINTENANCE);

      isWellAgain(server, caller);
      assertThat(server.connections())
          .as("what mixes up answers is not kept")
          .isGreaterThan(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "5", "37"})
  void pagesThatLeadInACircleEndTheRefreshSoon(int length) throws IOException {
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      server.answers(
          with ->
              with.answer(
                  "200 OK",
                  "",
                  "{\"rsp_code\":\"00000\",\"next_page\":\"c"
                      + server.requests().size() % length
                      + "\"}"));
      Refresh refresh = caller.refresh("anna");
      assertThat(follow(caller, refresh)).isEqualTo(Refresh.Step.BROKEN_OFF);
      assertThat(server.requests().size()).isLessThanOrEqualTo(4 * length + 4);
    }
  }

  @Test
  void manyPagesThatLeadOnAreNoCircle() throws IOException {
    try (RawServer server = new RawServer();
        Caller caller = new Caller(loop, policy(server.url(), Duration.ofSeconds(20), ""))) {
      server.answers(
          with ->
              with.answer(
                  "200 OK",
                  "",
                  "{\"rsp_code\":\"00000\",\"next_page\":\""
                      + (server.requests().size() < 300 ? "c" + server.requests().size() : "")
                      + "\"}"));
      assertThat(follow(caller, caller.refresh("anna"))).isEqualTo(Refresh.Step.DONE);
      assertThat(server.requests()).hasSize(300);
    }
  }

  @Test
  void aLinkThatIsNoneCannotBeFollowedAndNobodyReadsItInALog() throws IOException {
    try (RawServer server = new RawServer();
        Caller caller =
            new Caller(
                loop,
                policy(server.url(), Duration.ofSeconds(20), "")
                    .replace("pages: next_page", "pages: {link: links.next}"))) {
      for (String link : List.of("http://[anna", "anna", "?a=anna", "http://x y/anna", "//anna")) {
        server.answers(
            with ->
                with.answer(
                    "200 OK",
                    "",
                    "{\"rsp_code\":\"00000\",\"links\":{\"next\":\"" + link + "\"}}"));
        Refresh refresh = caller.refresh("u");
        Exchange first = caller.call(refresh).join();
        assertThat(refresh.after(caller.meaning(first), first)).isEqualTo(Refresh.Step.GOES_ON);
        CompletableFuture<Exchange> next = caller.call(refresh);
        assertThat(next.handle((made, refused) -> refused).join())
            .as(link)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageNotContaining("anna")
            .hasNoCause();
      }
      isWellAgain(server, caller);
    }
  }

  private static Refresh.Step follow(Caller caller, Refresh refresh) {
    while (true) {
      Exchange exchange = caller.call(refresh).join();
      Refresh.Step step = refresh.after(caller.meaning(exchange), exchange);
      if (step != Refresh.Step.GOES_ON) {
        return step;
      }
    }
  }

  @Test
  void aHostileInstitutionTakesNoMemoryAndNoTimeFromTheOthers() throws IOException {
    try (RawServer hostile = new RawServer();
        RawServer good = new RawServer();
        Caller victim = new Caller(loop, policy(good.url(), Duration.ofSeconds(20), ""));
        Caller caller =
            new Caller(
                loop,
                policy(hostile.url(), Duration.ofSeconds(20), "")
                    .replace("max-body-bytes: 100000", "max-body-bytes: 10000000"))) {
      // Each is far below what its policy allows, and together they would be too much.
      hostile.answers(
          with -> {
            with.raw("HTTP/1.1 200 OK\r\ncontent-length: 9500000\r\n\r\n");
            for (int i = 0; i < 9; i++) {
              with.raw(" ".repeat(1 << 20));
            }
            with.silence();
          });
      List<CompletableFuture<Exchange>> bad = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        bad.add(caller.call(caller.refresh("u" + i)));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(victim.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
      }
      caller.until("the room is full", () -> bad.stream().anyMatch(CompletableFuture::isDone));
      assertThat(loop.on(loop.clients.room()::taken))
          .isLessThanOrEqualTo(loop.clients.room().most());
      assertThat(victim.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
      for (CompletableFuture<Exchange> each : bad) {
        if (each.isDone()) {
          assertThat(caller.meaning(each.join())).isEqualTo(ResponseClass.TRANSIENT);
        }
      }
      loop.on(
          () -> {
            caller.endpoints.close();
            return true;
          });
      bad.forEach(CompletableFuture::join);
      assertThat(loop.on(loop.clients.room()::taken)).isZero();
    }
  }
}
