package io.tidegate.standalone.reminders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a run makes of push-worker's answers to timers. */
class RemindersTest {
  private static final Instant MINUTE = Instant.parse("2026-11-28T09:01:00Z");

  private HttpServer server;
  private volatile String next = "";
  private volatile Instant now = MINUTE.minusSeconds(30);

  RemindersTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/",
        exchange -> {
          boolean timer = exchange.getRequestURI().getPath().endsWith("/timers");
          byte[] body =
              (timer
                      ? "{\"id\": \"t\", \"nextOccurrence\": \"%s\"}".formatted(next)
                      : "{\"id\": \"d\"}")
                  .getBytes(UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(201, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** One user, of FCM and in Seoul. */
  private Reminders reminders() throws IOException {
    URI at = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    Reminders reminders =
        new Reminders(
            () -> at,
            at,
            "a-token",
            at,
            new JsonMapper().createObjectNode(),
            () -> now,
            Duration.ofMinutes(5));
    reminders.registerDevices(1);
    return reminders;
  }

  @Test
  void aTimerThatIsPromisedForItsMinuteCounts() throws IOException {
    next = "2026-11-28T09:01:00Z";
    try (Reminders reminders = reminders()) {
      reminders.registerTimers(MINUTE);
      assertThat(reminders.promised()).isOne();
    }
  }

  @Test
  void aTimerThatIsPromisedForAnotherMinuteEndsTheRun() throws IOException {
    next = "2026-11-28T18:01:00Z"; // as if Seoul's nine were UTC's
    try (Reminders reminders = reminders()) {
      assertThatThrownBy(() -> reminders.registerTimers(MINUTE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "a timer for 2026-11-28T18:01 in Asia/Seoul is said to come next at"
                  + " 2026-11-28T18:01:00Z, not at 2026-11-28T09:01:00Z");
    }
  }

  @Test
  void aTimerThatWasRegisteredInItsOwnMinuteNeedNotCome() throws IOException {
    next = "2026-11-29T09:01:00Z";
    now = MINUTE;
    try (Reminders reminders = reminders()) {
      reminders.registerTimers(MINUTE);
      assertThat(reminders.promised()).isZero();
    }
  }
}
