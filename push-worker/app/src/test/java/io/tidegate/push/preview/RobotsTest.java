package io.tidegate.push.preview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import crawlercommons.robots.SimpleRobotRulesParser;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much is remembered of what sites let robots do. */
class RobotsTest {
  private static final int SITES = 30;

  private final Vertx vertx = Vertx.vertx();
  private final Site site = new Site(vertx);
  private final WebPages pages =
      new WebPages(
          vertx,
          new HttpClientOptions(),
          host -> List.of(InetAddress.ofLiteral("127.0.0.1")),
          "TidegateBot/1.0");
  private Robots robots = new Robots(pages, "TidegateBot");

  @BeforeEach
  void nothing() {
    robots = new Robots(pages, "TidegateBot");
  }

  @AfterEach
  void stop() {
    pages.close();
    site.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Asks about a page of each of many sites; answers how many of them were asked for rules. */
  private int ask() throws Unseen {
    int before = site.asked().size();
    for (int i = 0; i < SITES; i++) {
      PageUrl page = PageUrl.of("http://shop%d.example:%d/kettle".formatted(i, site.port()));
      assertThat(robots.allow(page, Deadline.in(Duration.ofSeconds(30)))).isTrue();
    }
    return site.asked().size() - before;
  }

  private void rules(String rules) {
    site.on("/robots.txt", request -> Site.answer(request, 200, "text/plain", rules));
  }

  @Test
  void rulesOfTheUsualSizeAreRememberedOfManySites() throws Exception {
    rules("User-agent: *\n" + "Disallow: /cart\n".repeat(100));
    assertThat(ask()).isEqualTo(SITES);
    assertThat(ask()).isZero();
  }

  @Test
  void rulesOfHundredsOfKilobytesAreReadToTheirEnd() throws Exception {
    rules("User-agent: *\n" + "# nothing\n".repeat(40_000) + "Disallow: /kettle\n");
    PageUrl page = PageUrl.of("http://shop.example:%d/kettle".formatted(site.port()));
    for (int i = 0; i < 500; i++) {
      nothing();
      assertThat(robots.allow(page, Deadline.in(Duration.ofSeconds(30)))).isFalse();
    }
  }

  /** What rules of 20,000 lines weigh, when they are read. */
  private static int weight(String line) {
    String rules =
        IntStream.range(0, 20_000)
            .mapToObj(line::formatted)
            .collect(Collectors.joining("\n", "User-agent: *\nDisallow: /cart\n", "\n"));
    return Robots.bytes(
        "http://shop.example",
        new SimpleRobotRulesParser()
            .parseContent(
                "http://shop.example/robots.txt",
                rules.getBytes(UTF_8),
                "text/plain",
                List.of("tidegatebot")));
  }

  @Test
  void rulesWeighWhatTheyTakeUpInMemoryAlsoWhatHasNothingToDoWithUs() {
    assertThat(weight("# %d")).as("one rule").isLessThan(300);
    assertThat(weight("Disallow: /%d")).isBetween(1_600_000, 2_000_000);
    assertThat(weight("Sitemap: http://shop.example/%d")).isBetween(1_600_000, 2_500_000);
  }
}
