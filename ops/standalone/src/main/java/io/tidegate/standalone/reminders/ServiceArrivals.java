package io.tidegate.standalone.reminders;

import io.tidegate.standalone.stage.Rest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What arrived at the simulated push services.
 *
 * @param services their control interface
 */
record ServiceArrivals(URI services) {
  private static final Rest REST = new Rest();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** All so far. */
  List<Arrival> all() throws IOException {
    List<Arrival> all = new ArrayList<>();
    for (JsonNode page = from(0);
        !page.path("arrivals").isEmpty();
        page = from(page.path("next").asLong())) {
      for (JsonNode one : page.path("arrivals")) {
        all.add(arrival(one));
      }
    }
    return all;
  }

  private JsonNode from(long number) throws IOException {
    JsonNode page = REST.get(services.resolve("/v1/arrivals?from=" + number), PATIENCE);
    if (page.path("first").asLong() > 0) {
      throw new IOException("the push services have forgotten arrivals");
    }
    return page;
  }

  private static Arrival arrival(JsonNode one) {
    return new Arrival(
        one.path("push").asString(),
        one.path("channel").asString(),
        Instant.EPOCH.plusNanos(one.path("epochMicros").asLong() * 1_000));
  }
}
