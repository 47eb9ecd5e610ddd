package io.tidegate.recurrence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.List;

/** The tz database as this JVM has it. */
public final class Zones {
  private Zones() {}

  /**
   * The region of the given id.
   *
   * @throws RefusedRule when the tz database has none
   */
  public static ZoneId region(String id) {
    if (!ZoneRulesProvider.getAvailableZoneIds().contains(id)) {
      throw new RefusedRule(
          "zone must be a region of the tz database, such as Asia/Seoul or UTC, but is " + id);
    }
    return ZoneId.of(id);
  }

  /** The ids of all regions, in order. */
  public static List<String> all() {
    return ZoneRulesProvider.getAvailableZoneIds().stream().sorted().toList();
  }

  /** Version of the tz database, such as {@code 2026a}; later versions compare greater. */
  public static String version() {
    return ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();
  }

  /**
   * A digest of what a zone's clock shows from the given instant on: it changes when a new tz
   * database moves an offset or a transition there.
   */
  public static byte[] digest(ZoneId zone, Instant from) {
    ZoneRules rules = zone.getRules();
    StringBuilder text = new StringBuilder().append(rules.getOffset(from));
    rules.getTransitions().stream()
        .filter(transition -> transition.getInstant().isAfter(from))
        .forEach(text::append);
    text.append(rules.getTransitionRules());
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
