package io.tidegate.push.preview;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/** Previews where no page is ever read. */
public final class NoPages {
  private NoPages() {}

  /** Of what the table has. */
  public static LinkPreviews in(JdbcClient jdbc) {
    PreviewSettings off =
        new PreviewSettings(
            false,
            null,
            "TidegateBot",
            Duration.ofSeconds(1),
            DataSize.ofKilobytes(64),
            3,
            1,
            1,
            Duration.ofDays(1),
            Duration.ofDays(60));
    KeptPreviews kept = new KeptPreviews(jdbc);
    Addresses nowhere =
        host -> {
          throw new UnknownHostException(host);
        };
    WebPages pages = new WebPages(Vertx.vertx(), new HttpClientOptions(), nowhere, "none");
    return new LinkPreviews(
        kept,
        new PageReadings(
            new PageReader(pages, new Robots(pages, "none"), nowhere, off),
            kept,
            new PreviewMetrics(new SimpleMeterRegistry()),
            off,
            InstantSource.system()),
        null,
        InstantSource.system());
  }
}
