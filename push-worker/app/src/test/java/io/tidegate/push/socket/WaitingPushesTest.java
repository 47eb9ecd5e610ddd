package io.tidegate.push.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class WaitingPushesTest {
  private static final Instant NINE = Instant.parse("2026-11-28T09:00:00Z");

  private final TestDatabase database = TestServers.database();
  private final JdbcClient owner = JdbcClient.create(database.owner());
  private final HikariDataSource role = new HikariDataSource();
  private final UUID device = UUID.randomUUID();
  private final WaitingPushes waiting;

  WaitingPushesTest() {
    role.setDataSource(database.as("tidegate_push"));
    waiting = new WaitingPushes(JdbcClient.create(role));
    owner
        .sql(
            """
            INSERT INTO device (id, user_id, app, channel)
            VALUES (:id, 'ann', 'bank', 'websocket')
            """)
        .param("id", device)
        .update();
    time(NINE);
  }

  private void time(Instant now) {
    owner
        .sql(
            """
            CREATE OR REPLACE FUNCTION timer_now() RETURNS timestamptz LANGUAGE sql VOLATILE
            RETURN timestamptz '%s'
            """
                .formatted(now))
        .update();
  }

  @AfterEach
  void stop() {
    role.close();
    database.close();
  }

  private Push push(String id, UUID to, Instant due, @Nullable String collapseKey) {
    return new Push(
        id,
        null,
        null,
        "ann",
        to,
        "websocket",
        "bank",
        "Rent",
        "",
        null,
        Map.of(),
        due,
        due.plus(Duration.ofHours(1)),
        collapseKey,
        1,
        false);
  }

  private List<String> waiting() {
    return waiting.of(List.of(device), 10).getOrDefault(device, List.of()).stream()
        .map(Push::id)
        .toList();
  }

  @Test
  void aLaterPushTakesThePlaceOfThoseWithItsCollapseKeyInWhicheverOrderTheyCome() {
    Push old = push("old", device, NINE, "rent");
    Push young = push("young", device, NINE.plusSeconds(60), "rent");
    waiting.keep(
        List.of(
            push("none", device, NINE.plusSeconds(1), null),
            push("gas", device, NINE.plusSeconds(2), "gas"),
            push("to nobody", UUID.randomUUID(), NINE, "rent"),
            old));
    assertThat(waiting()).containsExactly("old", "none", "gas");
    waiting.keep(List.of(young));
    assertThat(waiting()).containsExactly("none", "gas", "young");
    waiting.keep(List.of(old)); // it is tried again
    assertThat(waiting()).containsExactly("none", "gas", "young");
  }

  @Test
  void aPushWaitsUntilItsTimeToLiveIsOverByTheDatabasesClock() {
    waiting.keep(List.of(push("rent", device, NINE, null)));
    time(NINE.plus(Duration.ofHours(1)).minusMillis(1));
    assertThat(waiting()).containsExactly("rent");
    time(NINE.plus(Duration.ofHours(1)));
    assertThat(waiting()).isEmpty();
  }
}
