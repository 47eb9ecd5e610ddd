package io.tidegate.worker.ring;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Settles outcomes: those of an institution in one statement, all in one short transaction. */
@Repository
public class Settlements {
  private static final String SETTLE =
      """
      SELECT ring_settle(
        p_institution => ?, p_lane => ?, p_first => ?, p_claimed => ?, p_settled => ?,
        o_page => ?, o_key => ?, o_user => ?, o_place => ?, o_kind => ?, o_at => ?, o_made => ?,
        o_replaces => ?, o_reason => ?, o_sinces => ?, o_again => ?, o_progress => ?)
      """;

  private static final Comparator<Settlement> RING_ORDER =
      Comparator.comparingInt((Settlement s) -> s.page().key().institutionId())
          .thenComparingLong(s -> s.user().ringKey())
          .thenComparing(s -> s.user().user());

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final RingMetrics metrics;

  Settlements(JdbcTemplate jdbc, TransactionTemplate transactions, RingMetrics metrics) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.metrics = metrics;
  }

  /**
   * Settles outcomes of any pages, in any order; a user at most once.
   *
   * @return how many counted; the others had been settled before, or came too late
   * @throws org.springframework.dao.DataAccessException when the database refuses or is away. They
   *     may have been settled all the same; settled again, they change nothing
   */
  public int settle(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return 0;
    }
    long before = System.nanoTime();
    try {
      int counted = settleAll(settlements);
      metrics.settled(settlements.size(), counted, Duration.ofNanos(System.nanoTime() - before));
      return counted;
    } catch (DataAccessException e) {
      metrics.settleFailed(Duration.ofNanos(System.nanoTime() - before));
      throw e;
    }
  }

  private int settleAll(List<Settlement> settlements) {
    List<Settlement> sorted = new ArrayList<>(settlements);
    sorted.sort(RING_ORDER);
    List<List<Settlement>> groups = byInstitution(sorted);
    if (groups.size() == 1) {
      return settleOne(sorted);
    }
    Integer counted =
        transactions.execute(status -> groups.stream().mapToInt(this::settleOne).sum());
    return counted == null ? 0 : counted;
  }

  private static List<List<Settlement>> byInstitution(List<Settlement> sorted) {
    List<List<Settlement>> groups = new ArrayList<>();
    int begin = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      if (i == sorted.size() || institution(sorted.get(i)) != institution(sorted.get(begin))) {
        groups.add(sorted.subList(begin, i));
        begin = i;
      }
    }
    return groups;
  }

  private static int institution(Settlement settlement) {
    return settlement.page().key().institutionId();
  }

  private int settleOne(List<Settlement> ofOneInstitution) {
    SettleArrays arrays = new SettleArrays(ofOneInstitution);
    ConnectionCallback<Integer> settle = connection -> settle(connection, arrays);
    Integer counted = jdbc.execute(settle);
    return counted == null ? 0 : counted;
  }

  private static int settle(Connection connection, SettleArrays arrays) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
      arrays.bind(connection, statement);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
