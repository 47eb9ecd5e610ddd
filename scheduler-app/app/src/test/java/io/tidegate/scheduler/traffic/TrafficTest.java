package io.tidegate.scheduler.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Topics;
import io.tidegate.messages.TrafficCount;
import io.tidegate.planning.traffic.TrafficReading;
import io.tidegate.scheduler.Consumed;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.RunningScheduler;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.KafkaTemplate;

class TrafficTest {
  private static final Instant NOW = Instant.parse("2026-11-02T09:20:00Z");
  private static final Instant SLOT = Instant.parse("2026-11-02T09:10:00Z");

  private static TestDatabase database;
  private static RunningScheduler scheduler;

  @BeforeAll
  static void start(@TempDir Path folder) {
    PolicyFiles.write(folder, "TRAFFIC1", PolicyFiles.text("TRAFFIC1"));
    database = TestServers.database();
    scheduler = RunningScheduler.start(database, folder, NOW);
  }

  @AfterAll
  static void stop() {
    scheduler.close();
    database.close();
  }

  @Test
  void countsOfServersAddUpAndAServersLastWordHoldsHoweverOftenItComes() {
    TrafficCounts counts = scheduler.bean(TrafficCounts.class);
    counts.take(List.of(count("WORDS", "web-1", 4, 120), count("WORDS", "web-2", 4, 80)));
    assertThat(calls("WORDS")).isEqualTo(200);
    counts.take(List.of(count("WORDS", "web-1", 4, 130), count("WORDS", "web-1", 4, 130)));
    counts.take(List.of(count("WORDS", "web-1", 4, 130)));
    assertThat(calls("WORDS")).isEqualTo(210);
    counts.take(List.of(count("WORDS", "web-1", 4, 30), count("WORDS", "web-1", 5, 1)));
    assertThat(calls("WORDS")).isEqualTo(111);
  }

  @Test
  void countsComeInByKafkaAndNonsenseAmongThemIsPassedOver() throws Exception {
    @SuppressWarnings("unchecked") // Spring's bean has these types: see application.yaml
    KafkaTemplate<String, byte[]> kafka = scheduler.bean(KafkaTemplate.class);
    TrafficCount good = count("BYKAFKA", "web-1", 2, 7);
    TrafficCount old = new TrafficCount("web-1", "BYKAFKA", SLOT.minusSeconds(864_000), 9);
    TrafficCount future = new TrafficCount("web-1", "BYKAFKA", SLOT.plusSeconds(86_400), 9);
    for (byte[] value :
        List.of(
            "{nonsense".getBytes(StandardCharsets.UTF_8),
            Messages.write(old),
            Messages.write(future),
            Messages.write(good),
            Messages.write(good))) {
      kafka.send(Topics.TRAFFIC, "BYKAFKA", value).get();
    }
    scheduler.bean(Consumed.class).await(Topics.TRAFFIC, 5);
    assertThat(calls("BYKAFKA")).isEqualTo(7);
    assertThat(
            scheduler
                .sql()
                .sql("SELECT count(*) FROM traffic_minute WHERE institution = 'BYKAFKA'")
                .query(Integer.class)
                .single())
        .isOne();
  }

  @Test
  void aFileReplacesItselfAndNothingElse() {
    scheduler.bean(TrafficCounts.class).take(List.of(count("TRAFFIC1", "web-1", 3, 5)));
    String csv = "timestamp,count\n2026-11-02 18:00,30\n2026-11-02 18:30,60\n";
    assertThat(post("TRAFFIC1", csv).statusCode()).isEqualTo(200);
    assertThat(post("TRAFFIC1", csv).body()).contains("\"rows\":2").contains("\"slots\":6");
    // 18:00 in Seoul is 09:00 UTC: ten calls in each slot of the first half hour, and five by
    // web-1.
    assertThat(readings("TRAFFIC1").stream().map(TrafficReading::calls))
        .containsExactly(10.0, 15.0, 10.0, 20.0, 20.0, 20.0);
  }

  @Test
  void aFileWithBadRowsIsRefusedWholeWithEveryErrorAtOnce() {
    HttpResponse<String> answer =
        post(
            "default", "timestamp,count\n2026-11-02 18:00,many\nyesterday,1\n2026-11-02 19:00,1\n");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"errorCount\":2").contains("many").contains("yesterday");
    assertThat(readings("default")).isEmpty();
  }

  @Test
  void aFileForNobodyIsNotFoundAndAZoneThatIsNoneIsToldSo() {
    assertThat(post("NOBODY", "timestamp,count\n").statusCode()).isEqualTo(404);
    assertThat(post("default?zone=Mars/Olympus", "timestamp,count\n").body())
        .contains("Mars/Olympus");
  }

  private static TrafficCount count(String institution, String server, int minute, long calls) {
    return new TrafficCount(server, institution, SLOT.plusSeconds(60L * minute), calls);
  }

  private static List<TrafficReading> readings(String institution) {
    return scheduler
        .bean(TrafficSlots.class)
        .between(institution, SLOT.minusSeconds(86_400), SLOT.plusSeconds(86_400));
  }

  private static double calls(String institution) {
    return readings(institution).stream().mapToDouble(TrafficReading::calls).sum();
  }

  private static HttpResponse<String> post(String path, String csv) {
    return scheduler.send(
        HttpRequest.newBuilder(scheduler.url("/v1/traffic/" + path))
            .header("Content-Type", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofString(csv))
            .build());
  }
}
