package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.worker.call.Clients;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  @Test
  void someThousandCallsGoToThisProcessAndNothingIsLeftOfThem() throws Exception {
    Vertx vertx = Vertx.vertx();
    AtomicInteger landed = new AtomicInteger();
    try (LoopbackInstitution institution = LoopbackInstitution.open()) {
      EventLoops loops = loops(vertx, landed);
      Rehearsal rehearsal = new Rehearsal(loops, System::nanoTime, Duration.ofMillis(1), () -> {});

      Rehearsal.Heard heard =
          rehearsal.calls(institution, Duration.ofSeconds(3), Duration.ofMillis(1));

      // A cold and busy machine does some hundred at least; two calls make a refresh.
      assertThat(heard.calls()).isGreaterThan(200);
      assertThat(heard.refreshed()).isBetween(50L, heard.calls());
      assertThat(landed).as("what the real lanes' outbox got").hasValue(0);
      assertThat(loops.threads().getFirst().inFlight()).isZero();
      WorkerUnderTest.await("its connections are closed", () -> institution.callers() == 0);
    } finally {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
    }
  }

  @Test
  void itsInstitutionListensOnLoopbackOnlyAndAnswersAsTheRealOnesDo() throws Exception {
    try (LoopbackInstitution institution = LoopbackInstitution.open();
        HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create(institution.url());
      assertThat(address.getHost()).isEqualTo("127.0.0.1");
      HttpResponse<String> accounts =
          client.send(
              HttpRequest.newBuilder(address.resolve("/accounts")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(accounts.statusCode()).isEqualTo(200);
      assertThat(accounts.body()).contains("\"account_list\":[{");
      HttpResponse<String> balance =
          client.send(
              HttpRequest.newBuilder(address.resolve("/balance"))
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(balance.body()).contains("\"detail_list\":[{");
    }
  }

  private static EventLoops loops(Vertx vertx, AtomicInteger landed) {
    DatabaseTime time = new DatabaseTime(System::nanoTime);
    Clients clients =
        new Clients(
            vertx,
            name -> {
              throw new IllegalArgumentException(name);
            });
    IoThread thread =
        new IoThread(
            vertx.getOrCreateContext(),
            clients,
            time,
            new Gate(Optional::empty, time, Duration.ZERO),
            each -> landed.incrementAndGet(),
            new TallyDesk(LaneLab.nowhere(), Optional::empty, time),
            trial -> {},
            started -> {});
    return new EventLoops(List.of(new EventLoops.Loop(vertx, thread)));
  }
}
