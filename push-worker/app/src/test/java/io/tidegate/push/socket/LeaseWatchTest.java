package io.tidegate.push.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Push;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** A node whose database takes what it is told and answers nothing. */
class LeaseWatchTest {
  /** Who comes to it waits until it is filled. */
  private static final class BlackHole {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch filled = new CountDownLatch(1);

    void enter() {
      entered.countDown();
      await(filled);
    }

    static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final Socket.Listener NOBODY =
      new Socket.Listener() {
        @Override
        public void hasRoom(UUID device) {}

        @Override
        public void acknowledged(Push push) {}

        @Override
        public void cutOff(short code) {}

        @Override
        public void closed(Socket socket) {}
      };

  private final TestDatabase database = TestServers.database();
  private final HikariDataSource role = new HikariDataSource();
  private final AtomicLong nanos = new AtomicLong();
  private final SocketNode node;
  private final HeldSockets held = new HeldSockets();
  private final Openings openings;
  private final LeaseWatch watch;
  private final List<Integer> closed = new ArrayList<>();
  private volatile @Nullable BlackHole hole;

  LeaseWatchTest() {
    role.setDataSource(database.as("tidegate_push"));
    DelegatingDataSource source =
        new DelegatingDataSource(role) {
          @Override
          public Connection getConnection() throws SQLException {
            BlackHole dug = hole;
            if (dug != null) {
              dug.enter();
            }
            return super.getConnection();
          }
        };
    JdbcClient jdbc = JdbcClient.create(source);
    node =
        new SocketNode(
            jdbc,
            new TransactionTemplate(new DataSourceTransactionManager(source)),
            () -> 4,
            nanos::get);
    openings = new Openings(new OpenSockets(jdbc));
    watch = new LeaseWatch(node, held, openings);
  }

  @AfterEach
  void stop() {
    watch.close();
    role.close();
    database.close();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    watch.look();
  }

  @Test
  void itsSocketsAreSentAwayAndNoneIsLetInWhileItsThreadHangs() throws Exception {
    JdbcClient.create(database.owner())
        .sql(
            "INSERT INTO device (id, user_id, app, channel) VALUES (:id, 'ann', 'bank',"
                + " 'websocket')")
        .param("id", new UUID(0, 1))
        .update();
    node.keep();
    held.add(PlayedSocket.of(UUID.randomUUID(), NOBODY, closed::add));
    pass(Duration.ofSeconds(7));
    assertThat(closed).as("as long as the lease is believed").isEmpty();

    BlackHole dug = new BlackHole();
    hole = dug;
    CompletableFuture<Boolean> asked = openings.add("ann", new UUID(0, 1), UUID.randomUUID());
    Thread thread = Thread.ofPlatform().start(() -> openings.register(node));
    BlackHole.await(dug.entered);
    CompletableFuture<Boolean> behind = openings.add("ann", new UUID(0, 1), UUID.randomUUID());
    assertThat(closed).isEmpty();
    assertThat(asked).isNotDone();
    pass(Duration.ofMillis(1_001));
    assertThat(closed).containsExactly((int) Socket.COME_AGAIN);
    assertThat(held.size()).isZero();
    assertThat(asked).isCompletedExceptionally();
    assertThat(behind).isCompletedExceptionally();

    hole = null;
    dug.filled.countDown();
    thread.join();
    assertThat(
            JdbcClient.create(database.owner())
                .sql("SELECT count(*) FROM open_socket")
                .query(Long.class)
                .single())
        .as("of the socket that was registered and is not there")
        .isZero();
    node.keep();
    node.keep(); // takes another, if the first was over by the database's clock
    CompletableFuture<Boolean> later = openings.add("ann", new UUID(0, 1), UUID.randomUUID());
    openings.register(node);
    assertThat(later).isCompletedWithValue(true);
  }
}
