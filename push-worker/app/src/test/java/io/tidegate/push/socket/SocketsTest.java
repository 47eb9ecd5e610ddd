package io.tidegate.push.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import io.tidegate.push.RunningPushWorker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Devices with open sockets at two push-workers. */
class SocketsTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static TestDatabase database;
  private static JdbcClient owner;
  private static RunningPushWorker one;
  private static RunningPushWorker two;
  private static KafkaProducer<byte[], byte[]> queue;

  @BeforeAll
  static void start() {
    TestServers.kafkaWith(
        4,
        Stream.concat(
                Stream.of(Topics.pushes("websocket"), Topics.SOCKET_PUSHES, Topics.DEAD_LETTERS),
                Arrays.stream(PushRetry.values()).map(PushRetry::topic))
            .toArray(String[]::new));
    database = TestServers.database();
    owner = JdbcClient.create(database.owner());
    one = worker();
    two = worker();
    queue =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka(), "acks", "all", "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private static RunningPushWorker worker() {
    return worker("2s", "8s", 4);
  }

  private static RunningPushWorker worker(
      String heartbeat, String patience, int unacknowledged, String... more) {
    return worker(database, "sockets", heartbeat, patience, unacknowledged, more);
  }

  private static RunningPushWorker worker(
      TestDatabase itsDatabase,
      String group,
      String heartbeat,
      String patience,
      int unacknowledged,
      String... more) {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.addAll(
        List.of(
            "--tidegate.push.queue.enabled=true",
            "--tidegate.push.queue.group=" + group,
            "--tidegate.push.poll.enabled=false",
            "--tidegate.push.socket.port=0",
            "--tidegate.push.socket.heartbeat=" + heartbeat,
            "--tidegate.push.socket.patience=" + patience,
            "--tidegate.push.socket.unacknowledged=" + unacknowledged));
    return RunningPushWorker.start(itsDatabase, settings.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    queue.close();
    one.close();
    two.close();
    database.close();
    CLIENT.shutdownNow(); // a test that failed has left its sockets open
  }

  private static UUID device(String user) {
    return device(one, user);
  }

  private static UUID device(RunningPushWorker node, String user) {
    return UUID.fromString(
        node.ask(
                "POST",
                "/v1/users/" + user + "/devices",
                "{\"channel\": \"websocket\", \"app\": \"bank\"}")
            .json()
            .path("id")
            .asString());
  }

  private static String token(String user) {
    return token(one, user);
  }

  private static String token(RunningPushWorker node, String user) {
    return node.ask("POST", "/v1/users/" + user + "/tokens", "{}").json().path("token").asString();
  }

  private static URI at(RunningPushWorker worker, String user, UUID device) {
    return URI.create(
        "ws://127.0.0.1:%d/v1/users/%s/devices/%s/socket"
            .formatted(worker.bean("socketServer", SocketServer.class).port(), user, device));
  }

  private static Browser open(RunningPushWorker worker, String user, UUID device) {
    return new Browser(CLIENT, at(worker, user, device), token(user), true);
  }

  private static void put(String id, String user, UUID device, Duration ttl) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Push push = push(id, user, device, now, ttl);
    var _ =
        queue.send(
            new ProducerRecord<>(
                Topics.pushes("websocket"),
                device.toString().getBytes(US_ASCII),
                Messages.write(push)));
    queue.flush();
  }

  private static Push push(String id, String user, UUID device, Instant due, Duration ttl) {
    return new Push(
        id,
        null,
        null,
        user,
        device,
        "websocket",
        "bank",
        "Rent",
        "",
        null,
        Map.of("account", "7"),
        due,
        due.plus(ttl),
        null,
        1,
        false);
  }

  private static void put(String id, String user, UUID device) {
    put(id, user, device, Duration.ofHours(1));
  }

  private static long rows(String where) {
    return owner.sql("SELECT count(*) FROM " + where).query(Long.class).single();
  }

  private static void await(String what, BooleanSupplier fact) {
    Instant end = Instant.now().plusSeconds(30);
    while (!fact.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void pushesReachAnOpenSocketInOrderAndAreDeliveredOnceAcknowledged() throws Exception {
    UUID device = device("ann");
    Browser browser = open(one, "ann", device);
    for (int i = 0; i < 10; i++) { // more than may be unacknowledged
      put("ann " + i, "ann", device);
    }
    var first = browser.next();
    assertThat(first.path("id").asString()).isEqualTo("ann 0");
    assertThat(first.path("data").path("account").asString()).isEqualTo("7");
    assertThat(rows("delivered_push WHERE key = '" + Push.keyOf("ann 0") + "'")).isZero();
    browser.acknowledge("ann 0");
    for (int i = 1; i < 10; i++) {
      assertThat(browser.take()).isEqualTo("ann " + i);
    }
    await("all delivered", () -> rows("waiting_push WHERE device_id = '" + device + "'") == 0);
    assertThat(rows("delivered_push WHERE key = '" + Push.keyOf("ann 9") + "'")).isOne();
    browser.vanish();
    await("the row goes", () -> rows("open_socket WHERE device_id = '" + device + "'") == 0);
  }

  @Test
  void theStatusOfEachNodeCountsThePushesThatWaitForASocket() {
    UUID device = device("abe");
    for (int i = 0; i < 3; i++) {
      put("abe " + i, "abe", device);
    }
    await("they wait", () -> rows("waiting_push WHERE device_id = '" + device + "'") == 3);
    for (RunningPushWorker node : List.of(one, two)) {
      await("the status has them", () -> statusSays(node) == rows("waiting_push"));
      assertThat(statusSays(node)).isGreaterThanOrEqualTo(3);
    }
  }

  private static long statusSays(RunningPushWorker node) {
    var channels = node.ask("GET", "/v1/push-status", "").json().path("channels");
    assertThat(channels.get(0).path("waiting").isNull()).as("of FCM").isTrue();
    assertThat(channels.get(3).path("channel").asString()).isEqualTo("websocket");
    return channels.get(3).path("waiting").asLong();
  }

  @Test
  void whatWasNotAcknowledgedComesAgainAndWhatCameMeanwhileWithIt() throws Exception {
    UUID device = device("bob");
    Browser first = open(one, "bob", device);
    put("bob 0", "bob", device);
    assertThat(first.next().path("id").asString()).isEqualTo("bob 0");
    first.vanish();
    put("bob 1", "bob", device);
    put("bob late", "bob", device, Duration.ofMillis(1));
    await("kept", () -> rows("waiting_push WHERE device_id = '" + device + "'") == 2);
    Browser second = open(two, "bob", device);
    assertThat(List.of(second.take(), second.take())).containsExactly("bob 0", "bob 1");
    await("all delivered", () -> rows("waiting_push WHERE device_id = '" + device + "'") == 0);
  }

  @Test
  void whatLivesByTheDatabasesClockReachesASocketAtANodeWhoseOwnClockIsSixHoursFast()
      throws Exception {
    try (TestDatabase slow = TestServers.database()) {
      JdbcClient.create(slow.owner())
          .sql(
              """
              CREATE OR REPLACE FUNCTION timer_now() RETURNS timestamptz LANGUAGE sql VOLATILE
              RETURN clock_timestamp() - interval '6 hours'
              """)
          .update();
      try (RunningPushWorker fast = worker(slow, "alone", "2s", "8s", 4)) {
        UUID device = device(fast, "pia");
        var browser = new Browser(CLIENT, at(fast, "pia", device), token(fast, "pia"), true);
        Instant due = Instant.now().minus(Duration.ofHours(6)).truncatedTo(ChronoUnit.MILLIS);
        var _ =
            fast.bean(SocketDesk.class)
                .keep(push("pia 0", "pia", device, due, Duration.ofHours(1)));
        assertThat(browser.take()).isEqualTo("pia 0");
        MeterRegistry meters = fast.bean(MeterRegistry.class);
        await("counted", () -> outcomes(meters, "delivered") > 0);
        Timer lateness = meters.get("tidegate.push.lateness").tag("channel", "websocket").timer();
        await("and how late it was", () -> lateness.count() > 0);
        assertThat(lateness.max(TimeUnit.MINUTES)).isLessThan(60);
        browser.vanish();
      }
    }
  }

  @Test
  void eachOfManyDevicesGetsItsPushWhicheverNodeTookIt() throws Exception {
    List<UUID> devices = new ArrayList<>();
    List<Browser> browsers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      devices.add(device("carol"));
      browsers.add(open(i % 2 == 0 ? one : two, "carol", devices.get(i)));
    }
    for (int i = 0; i < 16; i++) {
      put("carol " + i, "carol", devices.get(i));
    }
    for (int i = 0; i < 16; i++) {
      assertThat(browsers.get(i).take()).isEqualTo("carol " + i);
    }
    assertThat(browsers).allMatch(Browser::isEmpty);
  }

  @Test
  void aNodeThatGoesSendsItsDevicesAwayAndTheirPushesWaitForThem() throws Exception {
    RunningPushWorker three = worker();
    UUID device = device("dave");
    Browser before = open(three, "dave", device);
    put("dave 0", "dave", device);
    assertThat(before.take()).isEqualTo("dave 0");
    // Else it comes again, as it should: whoever acknowledges is not told that it was heard.
    await("heard", () -> rows("waiting_push WHERE device_id = '" + device + "'") == 0);
    three.close();
    assertThat(before.closed()).isEqualTo(Socket.COME_AGAIN);
    put("dave 1", "dave", device);
    Browser after = open(one, "dave", device);
    assertThat(after.take()).isEqualTo("dave 1");
  }

  @Test
  void whoDoesNotAcknowledgeIsCutOffAndItsPushesWait() throws Exception {
    UUID device = device("erin");
    Browser browser = open(one, "erin", device);
    for (int i = 0; i < 9; i++) {
      put("erin " + i, "erin", device);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(browser.next().path("id").asString()).isEqualTo("erin " + i);
    }
    assertThat(browser.closed()).isEqualTo(Socket.UNACKNOWLEDGED);
    assertThat(browser.isEmpty()).as("no more than may be unacknowledged").isTrue();
    // That the socket is closed says nothing of those behind: they may be on the queue yet.
    await("all wait", () -> rows("waiting_push WHERE device_id = '" + device + "'") == 9);
  }

  @Test
  void aPushThatTheDatabaseRefusesForEverIsGivenUpAndHoldsUpNobody() throws Exception {
    owner
        .sql("ALTER TABLE waiting_push ADD CONSTRAINT no_poison CHECK (push ->> 'id' <> 'poison')")
        .update();
    UUID device = device("mallory");
    Browser browser = open(one, "mallory", device);
    UUID other = device("mallory");
    Browser second = open(two, "mallory", other);
    for (int i = 0; i < 4; i++) {
      put(i == 1 ? "poison" : "mallory " + i, "mallory", device);
      put("second " + i, "mallory", other);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(second.take()).isEqualTo("second " + i);
    }
    assertThat(List.of(browser.take(), browser.take(), browser.take()))
        .containsExactly("mallory 0", "mallory 2", "mallory 3");
    await(
        "a dead letter",
        () -> rows("dead_letter WHERE push_id = 'poison' AND reason = 'refused'") == 1);
    owner.sql("ALTER TABLE waiting_push DROP CONSTRAINT no_poison").update();
  }

  @Test
  void whoReadsTooSlowlyIsCutOffAndNoMoreIsHeldForItThanItsBuffer() throws Exception {
    RunningPushWorker patient = worker("3s", "1s", 1000);
    UUID device = device("judy");
    int pushes = 1000; // 12 MB, more than the kernel takes
    owner
        .sql(
            """
            INSERT INTO waiting_push (key, device_id, due_at, expires_at, push)
            SELECT gen_random_uuid(), :device, now() + i * interval '1 ms', now() + interval '1 h',
              jsonb_build_object('id', 'judy ' || i, 'user', 'judy', 'device', :device,
                'channel', 'websocket', 'app', 'bank', 'title', 'Rent', 'body', repeat('x', 12000),
                'data', '{}'::jsonb, 'due', '2026-01-01T00:00:00Z',
                'expires', '2036-01-01T00:00:00Z', 'attempt', 1, 'repeated', false)
            FROM generate_series(1, :pushes) AS i
            """)
        .param("device", device)
        .param("pushes", pushes)
        .update();
    MeterRegistry meters = patient.bean(MeterRegistry.class);
    try (StalledReader reader = new StalledReader(at(patient, "judy", device), token("judy"))) {
      await(
          "cut off",
          () -> meters.find("tidegate.push.sockets.cut.off").tag("code", "4001").counter() != null);
      assertThat(reader.readToTheEnd()).isEqualTo(Socket.TOO_SLOW);
      assertThat(reader.bytes())
          .as("what the kernel took (6 MB at most), a buffer of 64 kB, a message")
          .isBetween(64L << 10, 7L << 20);
    }
    assertThat(rows("waiting_push WHERE device_id = '" + device + "'")).isEqualTo(pushes);
    patient.close();
  }

  @Test
  void whoIsNotHeardIsCutOff() {
    UUID device = device("frank");
    var silent = new Browser(CLIENT, at(one, "frank", device), token("frank"), false);
    await("cut off", () -> rows("open_socket WHERE device_id = '" + device + "'") == 0);
    silent.vanish();
  }

  @Test
  void aDevicesNewSocketTakesThePlaceOfItsOldOne() throws Exception {
    UUID device = device("grace");
    Browser old = open(one, "grace", device);
    Browser young = open(two, "grace", device);
    assertThat(old.closed()).isEqualTo(Socket.REPLACED);
    put("grace 0", "grace", device);
    assertThat(young.take()).isEqualTo("grace 0");
    one.ask("DELETE", "/v1/users/grace/devices/" + device, "");
    assertThat(young.closed()).isEqualTo(Socket.REPLACED);
  }

  private static Socket playing(SocketDesk desk, Set<UUID> closed, Runnable whenClosed) {
    UUID device = UUID.randomUUID();
    return PlayedSocket.of(
        device,
        desk,
        code -> {
          closed.add(device);
          whenClosed.run();
        });
  }

  @Test
  void aSocketThatIsOpenedWhileAllAreSentAwayIsSentAwayTooOrStaysKnown() throws Exception {
    RunningPushWorker node = worker("9m", "2s", 4);
    Browser browser = open(node, "mia", device("mia"));
    SocketDesk desk = node.bean(SocketDesk.class);
    await("known", () -> desk.size() == 1);
    Set<UUID> closed = ConcurrentHashMap.newKeySet();
    Runnable more =
        () -> {
          for (int n = 0; n < 64; n++) {
            desk.opened(playing(desk, closed, () -> {}));
          }
        };
    desk.opened(playing(desk, closed, more));
    desk.sendAway();
    assertThat(browser.closed()).isEqualTo(Socket.COME_AGAIN);
    assertThat(closed.size() + desk.size()).as("closed or known").isEqualTo(65);
    node.close();
  }

  @Test
  void onlyTheDevicesUserIsLetIn() {
    UUID device = device("heidi");
    refused(401, at(one, "heidi", device), "t1.nobody");
    refused(403, at(one, "heidi", device), token("ivan"));
    refused(404, at(one, "ivan", device), token("ivan"));
    refused(404, URI.create(at(one, "heidi", device) + "/more"), token("heidi"));
    String dashes = at(one, "heidi", device).toString().replace(device.toString(), "-".repeat(36));
    refused(404, URI.create(dashes), token("heidi"));
  }

  @Test
  void whoShowsNoTokenInTimeIsCutOffAndWhoHasShownOneStays() throws Exception {
    RunningPushWorker strict = worker("3s", "2s", 4, "--tidegate.push.socket.handshake=1s");
    UUID device = device("ken");
    Browser browser = open(strict, "ken", device);
    URI at = at(strict, "ken", device);
    try (java.net.Socket silent = new java.net.Socket(at.getHost(), at.getPort());
        java.net.Socket asking = new java.net.Socket(at.getHost(), at.getPort())) {
      silent.setSoTimeout(30_000);
      asking.setSoTimeout(30_000);
      asking.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      assertThat(silent.getInputStream().read()).as("the end").isEqualTo(-1);
      assertThat(new String(asking.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 426");
    }
    put("ken 0", "ken", device);
    assertThat(browser.take()).isEqualTo("ken 0");
    strict.close();
  }

  @Test
  void aNodeThatAloneHasLostTheDatabaseSendsItsDevicesAwayAndLetsNoneIn() throws Exception {
    RunningPushWorker lonely = worker();
    UUID device = device("leo");
    UUID other = device("leo");
    String token = token("leo");
    Browser before = open(lonely, "leo", device);
    lonely.bean(HikariDataSource.class).close();
    assertThat(before.closed()).isEqualTo(Socket.COME_AGAIN);
    refused(503, at(lonely, "leo", other), token);
    Browser after = open(one, "leo", device);
    lonely.close();
    put("leo 0", "leo", device);
    assertThat(after.take()).isEqualTo("leo 0");
  }

  /** Nobody else changes a table as long as it is open. */
  private static Connection lock(String table) throws SQLException {
    Connection holder = database.owner().getConnection();
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
    }
    return holder;
  }

  /** The threads that put pushes back on the queue, one of each push-worker. */
  private static Set<Thread> retryThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("push-retries"))
        .collect(Collectors.toSet());
  }

  @Test
  void whatTheQueueHasGivenToSocketsWhenTheirNodeStopsIsKept() throws Exception {
    Set<Thread> others = retryThreads();
    RunningPushWorker node = worker("9m", "2s", 4, "--tidegate.push.queue.answer=2m");
    Set<Thread> retries = retryThreads();
    retries.removeAll(others);
    assertThat(retries).hasSize(1);
    MeterRegistry meters = node.bean(MeterRegistry.class);
    CompletableFuture<Void> closing;
    double given;
    await(
        "the node has partitions",
        () -> {
          putForAnybody();
          return outcomes(meters, "kept") > 0;
        });
    await("nothing is under way", () -> underWay(meters) == 0);
    try (var _ = lock("waiting_push")) {
      for (int wanted = 1; wanted <= 2; wanted++) { // the second waits behind the first
        int least = wanted;
        await(
            "given to the node's desk",
            () -> {
              putForAnybody();
              return underWay(meters) >= least;
            });
      }
      given = underWay(meters);
      closing = CompletableFuture.runAsync(node::close);
      await("its queue ends", () -> retries.stream().noneMatch(Thread::isAlive));
    }
    closing.get(60, TimeUnit.SECONDS);
    assertThat(outcomes(meters, "retried")).isZero();
    assertThat(outcomes(meters, "kept")).isGreaterThanOrEqualTo(given);
  }

  private static void putForAnybody() {
    String user = "nia-" + UUID.randomUUID();
    put(user, user, device(user));
  }

  private static double underWay(MeterRegistry meters) {
    Gauge gauge = meters.find("tidegate.push.in.flight").tag("channel", "websocket").gauge();
    return gauge == null ? 0 : gauge.value();
  }

  private static double outcomes(MeterRegistry meters, String outcome) {
    Counter counter =
        meters
            .find("tidegate.push.outcomes")
            .tags("channel", "websocket", "outcome", outcome)
            .counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void socketsThatWaitForTheDatabaseTakeUpRoomToo() throws Exception {
    RunningPushWorker small = worker("9m", "2s", 4, "--tidegate.push.socket.connections=1");
    UUID device = device("oscar");
    UUID other = device("oscar");
    SocketServer server = small.bean("socketServer", SocketServer.class);
    open(small, "oscar", device).vanish(); // so it has a lease
    await("room again", () -> server.taken() == 0);
    String token = token("oscar");
    CompletableFuture<Browser> first;
    try (var _ = lock("open_socket")) {
      first =
          CompletableFuture.supplyAsync(
              () -> new Browser(CLIENT, at(small, "oscar", device), token, true));
      await("it waits for the database", () -> server.taken() == 1);
      refused(503, at(small, "oscar", other), token);
    }
    put("oscar 0", "oscar", device);
    assertThat(first.get(30, TimeUnit.SECONDS).take()).isEqualTo("oscar 0");
    small.close();
  }

  /** Sends the first words of a handshake over a connection of its own. */
  private static java.net.Socket ask(URI at, String token, String more) throws IOException {
    java.net.Socket raw = new java.net.Socket(at.getHost(), at.getPort());
    raw.setSoTimeout(30_000);
    String request =
        """
        GET %s HTTP/1.1
        Host: x
        Upgrade: websocket
        Connection: Upgrade
        Authorization: Bearer %s
        %s
        """
            .formatted(at.getPath(), token, more)
            .replace("\n", "\r\n");
    raw.getOutputStream().write(request.getBytes(US_ASCII));
    return raw;
  }

  @Test
  void whoseHandshakeIsNoneIsToldSoAndNothingOfItStays() throws Exception {
    String token = token("peggy");
    String[] wrong = {
      "Sec-WebSocket-Version: 13\n", // no key
      "Sec-WebSocket-Version: 8\n",
      "" // no version, and nothing else of the handshake before there were any
    };
    for (String headers : wrong) {
      UUID device = device("peggy");
      try (java.net.Socket raw = ask(at(one, "peggy", device), token, headers)) {
        assertThat(new String(raw.getInputStream().readAllBytes(), US_ASCII))
            .as("an answer and the end, at <%s>", headers)
            .startsWith("HTTP/1.1 400");
      }
      await("nothing stays", () -> rows("open_socket WHERE device_id = '" + device + "'") == 0);
    }
  }

  @Test
  void nothingStaysOfADeviceThatIsGoneBeforeItsHandshakeIsAnswered() throws Exception {
    RunningPushWorker node = worker("9m", "2s", 4);
    UUID device = device("quinn");
    SocketServer server = node.bean("socketServer", SocketServer.class);
    open(node, "quinn", device).vanish(); // so it has a lease
    await("room again", () -> server.taken() == 0);
    await("no row yet", () -> rows("open_socket WHERE device_id = '" + device + "'") == 0);
    String token = token("quinn");
    try (var _ = lock("open_socket");
        java.net.Socket raw =
            ask(
                at(node, "quinn", device),
                token,
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n")) {
      await("it waits for the database", () -> server.taken() == 1);
      raw.setSoLinger(true, 0); // a reset: nobody can write to it any more
    }
    await("its handshake is over", () -> server.taken() == 0);
    await("nothing stays", () -> rows("open_socket WHERE device_id = '" + device + "'") == 0);
    node.close();
  }

  private static void refused(int status, URI at, String token) {
    assertThatThrownBy(() -> new Browser(CLIENT, at, token, true))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            error -> assertThat(error.getResponse().statusCode()).isEqualTo(status));
  }
}
