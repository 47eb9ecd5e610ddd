package io.tidegate.messages;

/** The names of all Kafka topics. */
public final class Topics {
  /**
   * {@link MinuteCommand}s, keyed by institution and lane so that lanes spread over the workers.
   */
  public static final String MINUTE_COMMANDS = "tidegate.minute-commands";

  /** {@link Tally} messages, keyed by institution. */
  public static final String TALLIES = "tidegate.tallies";

  /** Response bodies as the institution sent them, keyed by user; see {@link BodyHeaders}. */
  public static final String BODIES = "tidegate.bodies";

  /** {@link TrafficCount}s that users' own servers publish, keyed by institution. */
  public static final String TRAFFIC = "tidegate.traffic";

  private Topics() {}
}
