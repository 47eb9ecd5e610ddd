package io.tidegate.worker.ring;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the users of pages past their end to the retry queue. Any number of sweepers may run.
 *
 * <p>A sweeper sweeps only while its own connection has been whole for half a minute: when the
 * database, or the way to it, was away, the workers that come back have as long to settle first.
 */
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final int PAGES = 200;
  private static final int ENDED_PAGES = 10_000;

  /** What a round of sweeping found. */
  record Swept(int pages, int users) {
    static final Swept NOTHING = new Swept(0, 0);
  }

  private final DataSource source;
  private final LongSupplier nanoTime;
  private final Duration whole;
  private @Nullable Connection connection;
  private long connectedAt;
  private boolean troubled;

  /**
   * A sweeper that has not connected yet.
   *
   * @param source of its own connection
   * @param nanoTime the monotonic clock that the connection's age is counted by
   * @param whole how long its connection must have been whole
   */
  Sweeper(DataSource source, LongSupplier nanoTime, Duration whole) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.whole = whole;
  }

  /** Sweeps what is to be swept now; without a whole connection it sweeps nothing. */
  synchronized Swept sweep() {
    try {
      Connection held = connected();
      if (nanoTime.getAsLong() - connectedAt < whole.toNanos()) {
        touch(held);
        return Swept.NOTHING;
      }
      return sweep(held);
    } catch (SQLException e) {
      if (!troubled) {
        LOG.warn("no sweep got through; the next waits until a connection is {} old", whole, e);
      }
      troubled = true;
      drop();
      return Swept.NOTHING;
    }
  }

  private Connection connected() throws SQLException {
    Connection held = connection;
    if (held == null) {
      held = source.getConnection();
      held.setAutoCommit(true);
      connection = held;
      connectedAt = nanoTime.getAsLong();
    }
    return held;
  }

  private static void touch(Connection held) throws SQLException {
    try (Statement statement = held.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  private Swept sweep(Connection held) throws SQLException {
    Swept swept = Swept.NOTHING;
    try (PreparedStatement statement = held.prepareStatement("SELECT * FROM ring_sweep(1)")) {
      Swept page;
      do {
        page = sweepPage(statement);
        swept = new Swept(swept.pages() + page.pages(), swept.users() + page.users());
      } while (page.pages() > 0 && swept.pages() < PAGES);
    }
    try (Statement statement = held.createStatement()) {
      statement.execute("SELECT ring_clear(" + ENDED_PAGES + ")");
    }
    if (swept.pages() > 0) {
      LOG.info("swept pages={} users={}", swept.pages(), swept.users());
    }
    troubled = false;
    return swept;
  }

  /** A page to a transaction: consents are locked in ring order, and pages follow none. */
  private static Swept sweepPage(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return new Swept(row.getInt(1), row.getInt(2));
    }
  }

  private void drop() {
    Connection held = connection;
    connection = null;
    if (held != null) {
      try {
        held.close();
      } catch (SQLException e) {
        LOG.debug("a broken connection did not close", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    drop();
  }
}
