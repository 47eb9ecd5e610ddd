package io.tidegate.push.preview;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import io.tidegate.push.Pushes;
import io.tidegate.push.channel.Specimens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/** What is known of links before pushes have them, and that no push waits for more. */
class LinkPreviewsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Site site = new Site(vertx);
  private final TestDatabase database = TestServers.database();
  private final JdbcClient owner = JdbcClient.create(database.owner());
  private final HikariDataSource role = new HikariDataSource();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private volatile Instant now = Instant.parse("2026-11-28T00:00:00Z");
  private final KeptPreviews kept;
  private final WebPages pages;
  private final PageReadings readings;

  LinkPreviewsTest() {
    role.setDataSource(database.as("tidegate_push"));
    kept = new KeptPreviews(JdbcClient.create(role));
    Addresses here = host -> List.of(InetAddress.ofLiteral("127.0.0.1"));
    pages = new WebPages(vertx, new HttpClientOptions(), here, "TidegateBot/1.0");
    PreviewSettings settings =
        new PreviewSettings(
            true,
            null,
            "TidegateBot",
            Duration.ofSeconds(20),
            DataSize.ofKilobytes(64),
            3,
            1,
            2,
            Duration.ofDays(1),
            Duration.ofDays(60));
    PageReader reader = new PageReader(pages, new Robots(pages, "TidegateBot"), here, settings);
    readings = new PageReadings(reader, kept, new PreviewMetrics(meters), settings, () -> now);
  }

  @AfterEach
  void stop() {
    readings.close();
    pages.close();
    site.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    role.close();
    database.close();
  }

  /** As of a process that has just started. */
  private LinkPreviews fresh(@Nullable String picture) {
    return new LinkPreviews(kept, readings, picture, () -> now);
  }

  private static Push push(@Nullable String link) {
    Push all = Specimens.push("fcm");
    return new Push(
        all.id(),
        null,
        null,
        all.user(),
        all.device(),
        "fcm",
        "bank",
        "Tea",
        "",
        link,
        Map.of(),
        all.due(),
        all.expires(),
        null,
        1,
        false);
  }

  private @Nullable LinkPreview shows(LinkPreviews previews, String link) {
    Push push = push(link);
    return previews.shown(List.of(push)).getOrDefault(push.id(), push).preview();
  }

  private double read(String outcome) {
    var timer = meters.find("tidegate.push.preview.pages").tag("outcome", outcome).timer();
    return timer == null ? 0 : timer.count();
  }

  /** So many were read, and all that was asked for may be asked for again. */
  private void awaitRead(String outcome, int count) throws Exception {
    var reading = meters.get("tidegate.push.preview.reading").gauge();
    Pushes.await(count + " " + outcome, () -> read(outcome) == count && reading.value() == 0);
  }

  @Test
  void aTimersLinkIsReadBeforeItsPushIsSentAndEveryProcessKnowsIt() throws Exception {
    site.page("/kettle", "Kettle");
    LinkPreviews previews = fresh(null);
    previews.expect(site.link("/kettle"));
    awaitRead("seen", 1);
    LinkPreview kettle = new LinkPreview("Kettle", "https://pictures.example/kettle.png");
    Pushes.await("it is known", () -> kettle.equals(shows(previews, site.link("/kettle"))));
    assertThat(shows(fresh(null), site.link("/kettle"))).isEqualTo(kettle);
    fresh(null).expect(site.link("/kettle"));
    previews.expect(site.link("/other"));
    awaitRead("gone", 1);
    assertThat(site.asked()).containsExactly("/robots.txt", "/kettle", "/other");
    assertThat(owner.sql("SELECT link_preview::text FROM link_preview").query(String.class).list())
        .as("what is kept does not tell which link it was")
        .hasSize(2)
        .noneMatch(row -> row.contains("shop.example"));
  }

  @Test
  void aPushWithoutALinkCostsNothingAndOneWhoseLinkShowsNothingStaysAsItIs() throws Exception {
    LinkPreviews previews = fresh("https://bank.example/default.png");
    role.close(); // asking would fail
    assertThat(previews.shown(List.of(push(null), push(null)))).isEmpty();
    assertThat(previews.shown(List.of(push(site.link("/kettle"))))).isNotNull();
  }

  @Test
  void aPushDoesNotWaitForAPageThatIsSlowAndWhatManyAskForIsReadOnce() throws Exception {
    BlockingQueue<HttpServerRequest> held = new LinkedBlockingQueue<>();
    site.on("/slow", held::add);
    LinkPreviews previews = fresh(null);
    for (int i = 0; i < 100; i++) {
      assertThat(shows(previews, site.link("/slow"))).isNull();
    }
    HttpServerRequest request = held.poll(30, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    assertThat(shows(previews, site.link("/slow"))).isNull();
    previews.expect(site.link("/waits"));
    previews.expect(site.link("/waits-too"));
    previews.expect(site.link("/is-dropped"));
    assertThat(meters.counter("tidegate.push.preview.dropped").count()).isOne();
    assertThat(meters.get("tidegate.push.preview.waiting").gauge().value()).isEqualTo(2);
    Site.answer(request, 200, "text/html", Site.page("Kettle"));
    Pushes.await("it is known", () -> shows(previews, site.link("/slow")) != null);
    assertThat(held).isEmpty();
  }

  @Test
  void whatIsOldGoesOutAsItIsAndIsReadAgainBehindIt() throws Exception {
    site.page("/kettle", "Kettle");
    fresh(null).expect(site.link("/kettle"));
    awaitRead("seen", 1);
    site.page("/kettle", "Kettle, now cheaper");
    now = now.plus(Duration.ofHours(23));
    assertThat(shows(fresh(null), site.link("/kettle"))).isNotNull();
    now = now.plus(Duration.ofHours(2));
    LinkPreviews previews = fresh(null);
    assertThat(shows(previews, site.link("/kettle")))
        .extracting(LinkPreview::title)
        .isEqualTo("Kettle");
    awaitRead("seen", 2);
    Pushes.await(
        "the new title",
        () -> {
          LinkPreview shown = shows(previews, site.link("/kettle"));
          return shown != null && "Kettle, now cheaper".equals(shown.title());
        });
  }

  @Test
  void aSiteThatIsAwayForATimeDoesNotTakeBackWhatItSaidAndAPageThatIsGoneDoes() throws Exception {
    site.page("/kettle", "Kettle");
    fresh(null).expect(site.link("/kettle"));
    awaitRead("seen", 1);
    site.on("/kettle", request -> Site.answer(request, 503, "text/html", ""));
    now = now.plus(Duration.ofDays(2));
    assertThat(shows(fresh(null), site.link("/kettle"))).isNotNull();
    awaitRead("busy", 1);
    assertThat(shows(fresh(null), site.link("/kettle"))).isNotNull();
    site.on("/kettle", request -> Site.answer(request, 410, "text/html", ""));
    now = now.plus(Duration.ofHours(1));
    assertThat(shows(fresh(null), site.link("/kettle"))).isNotNull();
    awaitRead("gone", 1);
    Pushes.await("it is gone", () -> shows(fresh(null), site.link("/kettle")) == null);
    assertThat(owner.sql("SELECT none_because FROM link_preview").query(String.class).single())
        .isEqualTo("gone");
  }

  @Test
  void whereALinkShowsNoPictureTheOperatorsStands() throws Exception {
    site.html("/plain", "<html><head><title>Tea</title></head></html>");
    LinkPreviews previews = fresh("https://bank.example/default.png");
    assertThat(shows(previews, site.link("/plain")))
        .isEqualTo(new LinkPreview(null, "https://bank.example/default.png"));
    awaitRead("seen", 1);
    assertThat(shows(fresh("https://bank.example/default.png"), site.link("/plain")))
        .isEqualTo(new LinkPreview("Tea", "https://bank.example/default.png"));
  }

  @Test
  void whatWasSeenLongAgoIsForgotten() throws Exception {
    site.page("/kettle", "Kettle");
    fresh(null).expect(site.link("/kettle"));
    awaitRead("seen", 1);
    try (OldPreviews old = new OldPreviews(kept, Duration.ofDays(60), () -> now)) {
      now = now.plus(Duration.ofDays(59));
      old.round();
      assertThat(shows(fresh(null), site.link("/kettle"))).isNotNull();
      now = now.plus(Duration.ofDays(2));
      awaitRead("seen", 2);
      now = now.plus(Duration.ofDays(61));
      old.round();
    }
    assertThat(owner.sql("SELECT count(*) FROM link_preview").query(Integer.class).single())
        .isZero();
  }
}
