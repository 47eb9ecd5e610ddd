package io.tidegate.push.webpush;

import io.tidegate.push.channel.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Push services that asked to be left alone for a time, or that do not answer: those may hold only
 * a few of the requests that all share. Bounded, as endpoints come from users: whoever was asked
 * longest ago is forgotten, and will show it again.
 */
final class BusyServices {
  private static final int MOST = 1_000;

  /** So many requests in a row without an answer close a service. */
  private static final int SILENT = 3;

  /** For so long. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** What one that was silent when it was last asked may hold. */
  private static final int PROBES = 4;

  private static final class Service {
    private Instant opens = Instant.MIN;
    private boolean known;
    private int silent;
    private int underWay;
  }

  private final int ofStrangers;
  private final Map<String, Service> services =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Service> eldest) {
          return size() > MOST;
        }
      };

  /**
   * None yet.
   *
   * @param ofStrangers how many requests a service may hold that has never answered
   */
  BusyServices(int ofStrangers) {
    this.ofStrangers = ofStrangers;
  }

  /** A service wants nothing until an instant. */
  synchronized void close(String origin, Instant opens) {
    Service service = of(origin);
    service.opens = opens.isAfter(service.opens) ? opens : service.opens;
  }

  /** How long a service is left alone; zero if it may be asked. */
  synchronized Duration closedFor(String origin, Instant now) {
    Service service = services.get(origin);
    if (service == null) {
      return Duration.ZERO;
    }
    Instant farthest = now.plus(RetryAfter.MOST);
    if (service.opens.isAfter(farthest)) { // said by a clock that was set back since
      service.opens = farthest;
    }
    return now.isBefore(service.opens) ? Duration.between(now, service.opens) : Duration.ZERO;
  }

  /** Whether a service may be asked beside what it has not answered; counts it if so. */
  synchronized boolean begin(String origin) {
    Service service = of(origin);
    int most = service.silent >= SILENT ? PROBES : service.known ? Integer.MAX_VALUE : ofStrangers;
    if (service.underWay >= most) {
      return false;
    }
    service.underWay++;
    return true;
  }

  /** It has answered, whatever it said. */
  synchronized void answered(String origin) {
    Service service = ended(origin);
    service.known = true;
    service.silent = 0;
  }

  /** It has not answered in time. */
  synchronized void silent(String origin, Instant now) {
    Service service = ended(origin);
    service.silent++;
    if (service.silent >= SILENT) {
      close(origin, now.plus(PAUSE));
    }
  }

  /** It could not be asked. */
  synchronized void failed(String origin) {
    ended(origin);
  }

  private Service ended(String origin) {
    Service service = of(origin);
    service.underWay = Math.max(0, service.underWay - 1); // 0 if it was forgotten meanwhile
    return service;
  }

  private Service of(String origin) {
    return services.computeIfAbsent(origin, name -> new Service());
  }
}
