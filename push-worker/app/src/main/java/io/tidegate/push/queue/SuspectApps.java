package io.tidegate.push.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Apps of this process whose settings are likely to be wrong, for whoever watches. */
@Component
final class SuspectApps {
  private static final Logger LOG = LoggerFactory.getLogger(SuspectApps.class);

  /**
   * One of them.
   *
   * @param inARow tokens that its push service has called bad since it last accepted a push
   * @param said what it says
   * @param setting what to look at
   */
  record Suspect(String channel, String app, int inARow, String said, String setting) {}

  private record Key(String channel, String app) {}

  private final Map<Key, Suspect> all = new ConcurrentHashMap<>();

  SuspectApps(MeterRegistry meters) {
    Gauge.builder("tidegate.push.apps.suspect", all, Map::size).register(meters);
  }

  void add(Suspect suspect) {
    if (all.put(new Key(suspect.channel(), suspect.app()), suspect) == null) {
      LOG.error(
          "{}: {} tokens of app {} in a row are called bad and no push is accepted: look at {}. No"
              + " device is removed; the app's pushes wait",
          suspect.channel(),
          suspect.inARow(),
          suspect.app(),
          suspect.setting());
    }
  }

  void clear(String channel, String app) {
    if (all.remove(new Key(channel, app)) != null) {
      LOG.info("{}: pushes of app {} are accepted", channel, app);
    }
  }

  List<Suspect> all() {
    return all.values().stream()
        .sorted(Comparator.comparing(Suspect::channel).thenComparing(Suspect::app))
        .toList();
  }
}
