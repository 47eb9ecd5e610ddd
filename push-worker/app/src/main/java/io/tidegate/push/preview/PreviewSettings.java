package io.tidegate.push.preview;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What links show.
 *
 * @param enabled whether this process reads pages at all
 * @param picture https URL of what is shown where a link shows no picture; without one, nothing is
 * @param name what sites call us in their rules for robots, and what our user agent says
 * @param timeout from the first look to the last byte, redirects included
 * @param largest the most that is read of a page
 * @param redirects the most that are followed
 * @param atOnce the most pages that are read at a time
 * @param waiting the most links that wait to be read; more are left until a push asks for them
 * @param refresh after how long a page is read again, when a push has asked for it
 * @param kept how long what was read is kept without being read again
 */
@ConfigurationProperties("tidegate.push.preview")
public record PreviewSettings(
    @DefaultValue("true") boolean enabled,
    @Nullable URI picture,
    @DefaultValue("TidegateBot") String name,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("512KB") DataSize largest,
    @DefaultValue("5") int redirects,
    @DefaultValue("8") int atOnce,
    @DefaultValue("10000") int waiting,
    @DefaultValue("1d") Duration refresh,
    @DefaultValue("60d") Duration kept) {
  public PreviewSettings {
    if (picture != null
        && !("https".equals(picture.getScheme())
            && picture.getHost() != null
            && picture.toString().length() <= 1_000)) {
      throw new IllegalArgumentException(
          "tidegate.push.preview.picture must be an https URL of at most 1000 characters, but is "
              + picture);
    }
    if (!name.matches("[A-Za-z][A-Za-z_-]{0,49}")) { // RFC 9309, 2.2.1
      throw new IllegalArgumentException(
          "tidegate.push.preview.name must have 1 to 50 letters, dashes and underscores, but is "
              + name);
    }
    if (timeout.compareTo(Duration.ofMillis(100)) < 0
        || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.preview.timeout must be 100ms to 1m, but is " + timeout);
    }
    if (largest.toBytes() < 1_024 || largest.toBytes() > 10 << 20) {
      throw new IllegalArgumentException(
          "tidegate.push.preview.largest must be 1KB to 10MB, but is " + largest);
    }
    range("redirects", redirects, 0, 20);
    range("at-once", atOnce, 1, 100);
    range("waiting", waiting, 1, 1_000_000);
    if (refresh.compareTo(Duration.ofMinutes(1)) < 0 || kept.compareTo(refresh) < 0) {
      throw new IllegalArgumentException(
          "tidegate.push.preview: 1m <= refresh <= kept must hold, but they are %s and %s"
              .formatted(refresh, kept));
    }
  }

  int largestBytes() {
    return Math.toIntExact(largest.toBytes());
  }

  private static void range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "tidegate.push.preview.%s must be %d to %d, but is %d"
              .formatted(name, least, most, value));
    }
  }
}
