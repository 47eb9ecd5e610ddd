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

  private static final String PUSHES = "tidegate.pushes.";

  /**
   * {@link Push}es for open WebSockets, on the partition of the node that holds the socket; keyed
   * by device.
   */
  public static final String SOCKET_PUSHES = "tidegate.socket-pushes";

  /** {@link Push}es that were given up, keyed by device. */
  public static final String DEAD_LETTERS = "tidegate.dead-letters";

  private Topics() {}

  /**
   * {@link Push}es of a channel, keyed by device so that the first attempts of a device keep their
   * order. A channel has a topic of its own so that one that is slow or down holds up no other.
   */
  public static String pushes(String channel) {
    return PUSHES + channel;
  }
}
