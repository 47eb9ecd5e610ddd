package io.tidegate.worker.job;

import io.tidegate.worker.server.Servers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The imports and who works on them. */
@Repository
class Imports {
  private static final int MOST_SHOWN = 50;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Servers servers;

  Imports(JdbcClient jdbc, TransactionTemplate transactions, Servers servers) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.servers = servers;
  }

  /** Numbers of the institutions that are there, by code. */
  Map<String, Integer> institutions() {
    return jdbc
        .sql("SELECT code, id FROM institution WHERE removed_at IS NULL")
        .query((row, number) -> Map.entry(row.getString(1), row.getInt(2)))
        .list()
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** A new import, in state receiving. */
  long begin(String name, boolean replace, long owner) {
    return jdbc.sql(
            """
            INSERT INTO import_file (name, replace, owner) VALUES (:name, :replace, :owner)
            RETURNING id
            """)
        .param("name", name)
        .param("replace", replace)
        .param("owner", owner)
        .query(Long.class)
        .single();
  }

  /** The file has come whole: from now on it will be imported, by whichever worker is first. */
  void staged(long id, long owner) {
    int staged =
        jdbc.sql(
                """
                UPDATE import_file SET state = 'staged', owner = NULL
                WHERE id = :id AND owner = :owner AND state = 'receiving'
                """)
            .param("id", id)
            .param("owner", owner)
            .update();
    if (staged == 0) {
      throw new NotTheOwnerException(id, owner);
    }
  }

  /** Nothing of the file is kept, but that it was refused and why. */
  void refuse(long id, String reason) {
    transactions.executeWithoutResult(
        status -> {
          end(id, "refused", reason);
          jdbc.sql("DELETE FROM import_rejection WHERE import_id = :id").param("id", id).update();
        });
  }

  /** All of it is in the ring. */
  void done(long id, long owner) {
    jdbc.sql(
            """
            UPDATE import_file SET state = 'done', finished_at = clock_timestamp()
            WHERE id = :id AND owner = :owner AND state = 'running'
            """)
        .param("id", id)
        .param("owner", owner)
        .update();
  }

  void fail(long id, String reason) {
    transactions.executeWithoutResult(status -> end(id, "failed", reason));
  }

  private void end(long id, String state, String reason) {
    jdbc.sql(
            """
            UPDATE import_file
            SET state = :state, failure = :reason, finished_at = clock_timestamp()
            WHERE id = :id
            """)
        .param("state", state)
        .param("id", id)
        .param("reason", reason)
        .update();
    forget(id);
  }

  /** Rows on their way hold tokens: they stay no longer than they are needed. */
  void forget(long id) {
    jdbc.sql("DELETE FROM import_row WHERE import_id = :id").param("id", id).update();
    jdbc.sql("DELETE FROM import_candidate WHERE import_id = :id").param("id", id).update();
  }

  /**
   * Takes the oldest import that nobody who lives works on; its former owner, if any, is proven to
   * be gone and stays gone. An upload that broke off with its worker is refused on the way.
   *
   * @param owner registration of the one who takes it
   */
  Optional<Long> take(long owner) {
    return transactions.execute(
        status -> {
          for (Open open : open()) {
            if (isFree(open, owner)) {
              if (!open.state().equals("receiving")) {
                become(open.id(), owner);
                return Optional.of(open.id());
              }
              refuse(open.id(), "its worker died before the file had come whole; send it again");
            }
          }
          return Optional.<Long>empty();
        });
  }

  private record Open(long id, String state, @Nullable Long owner) {}

  private List<Open> open() {
    return jdbc.sql(
            """
            SELECT id, state, owner FROM import_file
            WHERE state IN ('receiving', 'staged', 'running')
            ORDER BY id
            FOR UPDATE SKIP LOCKED
            """)
        .query((row, n) -> new Open(row.getLong(1), row.getString(2), row.getObject(3, Long.class)))
        .list();
  }

  private boolean isFree(Open open, long owner) {
    Long holder = open.owner();
    return holder == null || (holder != owner && servers.isGone(holder));
  }

  private void become(long id, long owner) {
    jdbc.sql(
            """
            UPDATE import_file SET owner = :owner, state = 'running', attempts = attempts + 1
            WHERE id = :id
            """)
        .param("id", id)
        .param("owner", owner)
        .update();
  }

  /** Lets go of an import that could not be finished now; whoever is next goes on with it. */
  void release(long id, long owner) {
    jdbc.sql("UPDATE import_file SET owner = NULL WHERE id = :id AND owner = :owner")
        .param("id", id)
        .param("owner", owner)
        .update();
  }

  /** How often the import was taken up so far. */
  int attempts(long id) {
    return jdbc.sql("SELECT attempts FROM import_file WHERE id = :id")
        .param("id", id)
        .query(Integer.class)
        .single();
  }

  /**
   * Stops one who is not the owner any more, in the transaction of what it was about to write.
   *
   * @throws NotTheOwnerException when another works on the import
   */
  void fence(long id, long owner) {
    boolean holds =
        jdbc.sql(
                """
                SELECT 1 FROM import_file
                WHERE id = :id AND owner = :owner AND state = 'running'
                FOR UPDATE
                """)
            .param("id", id)
            .param("owner", owner)
            .query(Integer.class)
            .optional()
            .isPresent();
    if (!holds) {
      throw new NotTheOwnerException(id, owner);
    }
  }

  /** Counts what was done, in the transaction that did it. */
  void count(long id, int applied, int inserted, int ended) {
    jdbc.sql(
            """
            UPDATE import_file
            SET applied = applied + :applied, inserted = inserted + :inserted, ended = ended + :ended
            WHERE id = :id
            """)
        .param("id", id)
        .param("applied", applied)
        .param("inserted", inserted)
        .param("ended", ended)
        .update();
  }

  Optional<ImportStatus> find(long id) {
    return jdbc.sql("SELECT * FROM import_file WHERE id = :id")
        .param("id", id)
        .query((row, number) -> status(row))
        .optional();
  }

  /** The latest imports, newest first. */
  List<ImportStatus> latest() {
    return jdbc.sql("SELECT * FROM import_file ORDER BY id DESC LIMIT " + MOST_SHOWN)
        .query((row, number) -> status(row))
        .list();
  }

  /** A rejected row as it is told. */
  record Rejection(long line, String reason) {}

  /** Up to {@code most} rejected rows after a line, in the file's order. */
  List<Rejection> rejections(long id, long afterLine, int most) {
    return jdbc.sql(
            """
            SELECT line, reason FROM import_rejection
            WHERE import_id = :id AND line > :after
            ORDER BY line LIMIT :most
            """)
        .param("id", id)
        .param("after", afterLine)
        .param("most", most)
        .query((row, number) -> new Rejection(row.getLong(1), row.getString(2)))
        .list();
  }

  private static ImportStatus status(ResultSet row) throws SQLException {
    OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
    return new ImportStatus(
        row.getLong("id"),
        row.getString("name"),
        row.getBoolean("replace"),
        row.getString("state"),
        row.getLong("rows"),
        row.getLong("rejected"),
        row.getLong("candidates"),
        row.getLong("applied"),
        row.getLong("inserted"),
        row.getLong("ended"),
        row.getString("failure"),
        row.getObject("received_at", OffsetDateTime.class).toInstant(),
        finished == null ? null : finished.toInstant());
  }
}
