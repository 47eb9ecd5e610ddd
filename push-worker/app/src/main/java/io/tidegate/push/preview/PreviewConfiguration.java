package io.tidegate.push.preview;

import io.tidegate.push.address.PublicAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.time.Clock;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connections and threads that read pages. */
@Configuration(proxyBeanMethods = false)
class PreviewConfiguration {
  @Bean(destroyMethod = "close")
  WebPages webPages(Vertx vertx, PublicAddresses addresses, PreviewSettings settings) {
    return new WebPages(vertx, new HttpClientOptions(), addresses::of, settings.name() + "/1.0");
  }

  @Bean(destroyMethod = "close")
  PageReadings pageReadings(
      WebPages pages,
      PublicAddresses addresses,
      KeptPreviews kept,
      PreviewMetrics metrics,
      PreviewSettings settings,
      Clock clock) {
    Robots robots = new Robots(pages, settings.name());
    return new PageReadings(
        new PageReader(pages, robots, addresses::of, settings), kept, metrics, settings, clock);
  }

  @Bean
  LinkPreviews linkPreviews(
      KeptPreviews kept, PageReadings readings, PreviewSettings settings, Clock clock) {
    URI picture = settings.picture();
    return new LinkPreviews(kept, readings, picture == null ? null : picture.toString(), clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  OldPreviews oldPreviews(KeptPreviews kept, PreviewSettings settings, Clock clock) {
    return new OldPreviews(kept, settings.kept(), clock);
  }
}
