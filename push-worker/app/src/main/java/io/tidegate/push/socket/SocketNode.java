package io.tidegate.push.socket;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * This process as a holder of sockets: it has a partition on which it hears of pushes, as long as
 * it renews its lease. One thread does that; any may ask.
 */
final class SocketNode {
  private static final Logger LOG = LoggerFactory.getLogger(SocketNode.class);
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration RENEWED = Duration.ofSeconds(2);
  private static final Duration BELIEVED = Duration.ofSeconds(8);

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final IntSupplier partitions;
  private final LongSupplier nanos;
  private UUID name = UUID.randomUUID();
  private volatile @Nullable Lease lease;
  private volatile long sure;

  private record Lease(int partition, long renewed) {}

  /**
   * Without a partition yet.
   *
   * @param partitions how many there are
   * @param nanos the time that leases run by, as {@link System#nanoTime} tells it
   */
  SocketNode(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      IntSupplier partitions,
      LongSupplier nanos) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.partitions = partitions;
    this.nanos = nanos;
    this.sure = nanos.getAsLong();
  }

  /** The partition, if the lease is surely held; null if there is none. */
  @Nullable Integer partition() {
    Lease held = lease;
    return held == null || nanos.getAsLong() - held.renewed > BELIEVED.toNanos()
        ? null
        : held.partition;
  }

  /** Whether it has had no lease for so long that its thread is likely to hang. */
  boolean isOut() {
    return nanos.getAsLong() - sure > BELIEVED.toNanos();
  }

  /** Renews the lease or takes one, when it is time; answers whether a lease was lost. */
  boolean keep() {
    long now = nanos.getAsLong();
    Lease held = lease;
    if (held == null) {
      take(now);
      return false;
    }
    if (now - held.renewed < RENEWED.toNanos()) {
      return false;
    }
    int rows =
        jdbc.sql(
                """
                UPDATE socket_node SET lease_until = clock_timestamp() + CAST(:lease AS interval)
                WHERE partition = :partition AND node = :node AND lease_until > clock_timestamp()
                """)
            .param("lease", LEASE.toString())
            .param("partition", held.partition)
            .param("node", name)
            .update();
    if (rows == 1) {
      lease = new Lease(held.partition, now);
      sure = now;
      return false;
    }
    LOG.warn("the lease on partition {} of sockets was lost", held.partition);
    lease = null;
    return true;
  }

  /** Takes the first free partition; what the sockets of its last holder were is forgotten. */
  private void take(long now) {
    name = UUID.randomUUID();
    Optional<Integer> taken =
        transactions.execute(
            status -> {
              Optional<Integer> free = claim();
              free.ifPresent(
                  mine ->
                      jdbc.sql("DELETE FROM open_socket WHERE partition = :partition")
                          .param("partition", mine)
                          .update());
              return free;
            });
    if (taken != null && taken.isPresent()) {
      lease = new Lease(taken.get(), now);
      sure = now;
      LOG.info("holds sockets on partition {}", taken.get());
    }
  }

  private Optional<Integer> claim() {
    return jdbc.sql(
            """
            INSERT INTO socket_node AS held (partition, node, lease_until)
            SELECT p::smallint, :node, clock_timestamp() + CAST(:lease AS interval)
            FROM generate_series(0, :partitions - 1) AS p
            WHERE NOT EXISTS (
              SELECT FROM socket_node n WHERE n.partition = p AND n.lease_until > clock_timestamp())
            ORDER BY p LIMIT 1
            ON CONFLICT (partition) DO UPDATE
            SET node = EXCLUDED.node, lease_until = EXCLUDED.lease_until
            WHERE held.lease_until <= clock_timestamp()
            RETURNING held.partition::integer
            """)
        .param("node", name)
        .param("lease", LEASE.toString())
        .param("partitions", partitions.getAsInt())
        .query(Integer.class)
        .optional();
  }

  /** Gives the partition back, so that nobody waits for the end of the lease. */
  void end() {
    Lease held = lease;
    if (held != null) {
      jdbc.sql("DELETE FROM socket_node WHERE partition = :partition AND node = :node")
          .param("partition", held.partition)
          .param("node", name)
          .update();
      lease = null;
    }
  }
}
