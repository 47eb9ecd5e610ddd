package io.tidegate.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.embedded.PostgresServer;
import io.tidegate.embedded.PostgresSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That each peer makes the calls that it is given: one that does not work looks slow. */
class PeersTest {
  private static final int TASKS = 200;

  private final Set<String> users = ConcurrentHashMap.newKeySet();
  private final CountDownLatch left = new CountDownLatch(TASKS);
  private HttpServer receiver;
  private PostgresServer postgres;
  private Calls calls;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException, SQLException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", this::answer);
    receiver.start();
    calls = new Calls(URI.create("http://127.0.0.1:" + receiver.getAddress().getPort()), 16);
    postgres = PostgresServer.start(folder, new PostgresSettings(64, 100, "UTC"));
    postgres.createDatabase("peers");
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (users.add(exchange.getRequestURI().getQuery())) {
      left.countDown();
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @AfterEach
  void stop() throws IOException {
    calls.close();
    receiver.stop(0);
    postgres.close();
  }

  private void allAreMadeBy(Peer peer) throws InterruptedException {
    try (peer) {
      peer.start();
      assertThat(left.await(60, TimeUnit.SECONDS))
          .as("%d calls are left", left.getCount())
          .isTrue();
    }
    assertThat(calls.failed()).isZero();
  }

  @Test
  void dbScheduler() throws SQLException, InterruptedException {
    allAreMadeBy(DbScheduler.due(postgres.owner("peers"), calls, 8, TASKS));
  }

  @Test
  void jobRunr() throws InterruptedException {
    allAreMadeBy(new JobRunrServer(postgres.owner("peers"), calls, 8, TASKS));
  }

  @Test
  void springBatch() throws Exception {
    allAreMadeBy(new CallStep(postgres.owner("peers"), calls, 8, 10_000, TASKS));
  }

  @Test
  void theBareClient() throws InterruptedException {
    allAreMadeBy(new BareClient(calls, 8));
  }

  @Test
  void limiters() throws InterruptedException {
    allAreMadeBy(new Permits(new GuavaLimiter(1_000), calls));
  }

  @Test
  void bucket4jAndResilience4j() throws InterruptedException {
    new BucketLimiter(1_000).acquire();
    allAreMadeBy(new Permits(new ResilienceLimiter(1_000), calls));
  }
}
