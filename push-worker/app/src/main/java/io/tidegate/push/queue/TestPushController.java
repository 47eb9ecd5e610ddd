package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.push.device.Device;
import io.tidegate.push.device.Devices;
import io.tidegate.push.request.Body;
import io.tidegate.push.request.Fields;
import io.tidegate.push.request.Problems;
import io.tidegate.push.request.RequestSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Messages that operators send to try a user's devices. Service token only. */
@RestController
@RequestMapping("/v1/pushes")
class TestPushController {
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final Devices devices;
  private final HandOn handOn;
  private final RequestSettings requests;
  private final QueueClock clock;
  private final OffChannels off;

  TestPushController(
      Devices devices, HandOn handOn, RequestSettings requests, QueueClock clock, OffChannels off) {
    this.devices = devices;
    this.handOn = handOn;
    this.requests = requests;
    this.clock = clock;
    this.off = off;
  }

  /**
   * A push that is on the queue.
   *
   * @param off why this push-worker will not send it; null if it will
   */
  record Queued(String id, UUID device, String channel, String app, @Nullable String off) {}

  private record Wish(String user, String title, String body, Duration ttl) {}

  /** One for each device of the user. */
  @PostMapping(consumes = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  List<Queued> send(HttpServletRequest request) throws IOException {
    Fields fields = Body.read("push", request.getInputStream(), requests).fields();
    String text = fields.optionalText("body", 2000);
    Wish wish =
        new Wish(
            fields.text("user", 128),
            fields.text("title", 200),
            text == null ? "" : text,
            Duration.ofSeconds(fields.whole("ttlSeconds", 1, 86_400, 300)));
    fields.end();
    clock.compare();
    List<Push> pushes = pushes(wish, clock.instant());
    if (pushes.isEmpty()) {
      throw Problems.problem(HttpStatus.NOT_FOUND, "the user has no device");
    }
    put(pushes);
    return pushes.stream()
        .map(
            push ->
                new Queued(
                    push.id(), push.device(), push.channel(), push.app(), off.why(push.channel())))
        .toList();
  }

  private List<Push> pushes(Wish wish, Instant now) {
    UUID message = UUID.randomUUID();
    List<Push> pushes = new ArrayList<>();
    for (Device device : devices.of(wish.user)) {
      pushes.add(
          new Push(
              "sent/" + message + "/" + device.id(),
              null,
              null,
              wish.user,
              device.id(),
              device.channel(),
              device.app(),
              wish.title,
              wish.body,
              null,
              Map.of(),
              now,
              now.plus(wish.ttl),
              null,
              1,
              false));
    }
    return pushes;
  }

  private void put(List<Push> pushes) {
    CompletableFuture<?>[] safe =
        pushes.stream().map(handOn::back).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(safe).orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw Problems.problem(HttpStatus.SERVICE_UNAVAILABLE, "Kafka did not take the message");
    }
  }
}
