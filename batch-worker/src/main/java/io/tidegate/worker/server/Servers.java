package io.tidegate.worker.server;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The table of servers. All of its instants are the database's. */
public final class Servers {
  // Registrations are given out one after the other, so that a higher number has come later.
  private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('server'))";

  private static final String ESTABLISH =
      """
      INSERT INTO server (id, registration, name, others_wait_until)
      SELECT min(free.id), nextval('server_registration'), :name,
             clock_timestamp() + :wait * interval '1 ms'
      FROM (
        SELECT 1 AS id
        UNION ALL
        SELECT id + 1 FROM server
        UNION ALL
        SELECT id FROM server WHERE ended_at IS NOT NULL OR others_wait_until < clock_timestamp()
      ) AS free
      WHERE NOT EXISTS (
        SELECT FROM server
        WHERE server.id = free.id AND ended_at IS NULL AND others_wait_until >= clock_timestamp()
      )
      ON CONFLICT (id) DO UPDATE
      SET registration = excluded.registration, name = excluded.name,
          established_at = clock_timestamp(), heartbeat_at = clock_timestamp(),
          others_wait_until = excluded.others_wait_until, ended_at = NULL
      WHERE server.ended_at IS NOT NULL OR server.others_wait_until < clock_timestamp()
      RETURNING id, registration
      """;

  private static final String HEARTBEAT =
      """
      UPDATE server
      SET heartbeat_at = clock_timestamp(),
          others_wait_until = clock_timestamp() + :wait * interval '1 ms'
      WHERE registration = :registration AND ended_at IS NULL
      """;

  private static final String LEAVE =
      """
      UPDATE server SET ended_at = clock_timestamp()
      WHERE registration = :registration AND ended_at IS NULL
      """;

  private static final String END_IF_OVERDUE =
      """
      UPDATE server SET ended_at = clock_timestamp()
      WHERE registration = :registration AND ended_at IS NULL
        AND others_wait_until < clock_timestamp()
      """;

  private static final String LIVES =
      "SELECT count(*) FROM server WHERE registration = :registration AND ended_at IS NULL";

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  Servers(JdbcClient jdbc, TransactionTemplate transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /**
   * Registers a process: the smallest free id, a new registration number.
   *
   * @param name what operators see
   * @param othersWait how long others wait after a heartbeat
   */
  Registration establish(String name, Duration othersWait) {
    return transactions.execute(
        status -> {
          jdbc.sql(ONE_AT_A_TIME).query((row, number) -> "").single();
          // A heartbeat may have come between the choice and the update: then choose again.
          while (true) {
            var established =
                jdbc.sql(ESTABLISH)
                    .param("name", name)
                    .param("wait", othersWait.toMillis())
                    .query((row, number) -> new Registration(row.getInt(1), row.getLong(2)))
                    .optional();
            if (established.isPresent()) {
              return established.get();
            }
          }
        });
  }

  /** Renews the lease; false when others have ended it, or its id has another holder. */
  boolean heartbeat(Registration registration, Duration othersWait) {
    return jdbc.sql(HEARTBEAT)
            .param("registration", registration.number())
            .param("wait", othersWait.toMillis())
            .update()
        == 1;
  }

  /** Gives the lease back; nothing happens when it is not held any more. */
  void leave(Registration registration) {
    jdbc.sql(LEAVE).param("registration", registration.number()).update();
  }

  /**
   * Whether a registration is over for good. Its holder has stopped acting, or will find out before
   * its next act; from then on no heartbeat of it counts. Whoever takes over its work asks here
   * first, in the transaction that takes over.
   */
  public boolean isGone(long registration) {
    jdbc.sql(END_IF_OVERDUE).param("registration", registration).update();
    return jdbc.sql(LIVES).param("registration", registration).query(Long.class).single() == 0;
  }
}
