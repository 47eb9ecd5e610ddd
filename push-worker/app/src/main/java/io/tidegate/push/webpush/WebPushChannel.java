package io.tidegate.push.webpush;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.channel.Deadline;
import io.tidegate.push.channel.Posts;
import io.tidegate.push.channel.Reply;
import io.tidegate.push.device.Device;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends over Web Push, a request a push. */
final class WebPushChannel implements Channel {
  /** Until a push service that has too much to answer is asked again. */
  private static final Duration MOMENT = Duration.ofSeconds(10);

  private final Packing packing;
  private final Posts posts;
  private final BusyServices busy;
  private final Duration timeout;
  private final Executor mayWait;
  private final InstantSource clock;

  /**
   * A channel that is on.
   *
   * @param busy what is known of push services
   * @param mayWait for DNS
   */
  WebPushChannel(
      Packing packing,
      Posts posts,
      BusyServices busy,
      Duration timeout,
      Executor mayWait,
      InstantSource clock) {
    this.busy = busy;
    this.packing = packing;
    this.posts = posts;
    this.timeout = timeout;
    this.mayWait = mayWait;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "web-push";
  }

  /** To whom is known from the pushes only; what can be done ahead is done. */
  @Override
  public void connect() {
    mayWait.execute(packing::rehearse);
  }

  @Override
  public CompletableFuture<Answer> send(Push push, Device device) {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.of(Objects.requireNonNull(device.token()));
    } catch (RefusedEndpoint e) {
      return CompletableFuture.completedFuture(new Answer.Refused(String.valueOf(e.getMessage())));
    }
    Duration closed = busy.closedFor(endpoint.origin(), clock.instant());
    if (!closed.isZero()) {
      return CompletableFuture.completedFuture(
          new Answer.Postponed(closed, "its push service has asked for patience"));
    }
    if (!busy.begin(endpoint.origin())) {
      return CompletableFuture.completedFuture(
          new Answer.Postponed(MOMENT, "its push service has not answered others"));
    }
    Deadline deadline = Deadline.in(timeout);
    return CompletableFuture.supplyAsync(() -> pack(push, device, endpoint), mayWait)
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(parcel -> posts.post(parcel.request(), parcel.to(), parcel.body(), deadline))
        .thenApply(reply -> heard(reply, endpoint, device))
        .exceptionally(error -> notSent(error, endpoint));
  }

  private Parcel pack(Push push, Device device, Endpoint endpoint) {
    try {
      return packing.pack(push, device, endpoint, clock.instant());
    } catch (RefusedEndpoint | IOException e) {
      throw new CompletionException(e);
    }
  }

  private Answer heard(Reply reply, Endpoint endpoint, Device device) {
    busy.answered(endpoint.origin());
    Instant now = clock.instant();
    Answer answer = WebPushAnswers.of(reply, device.renewedAt(), now);
    if (answer instanceof Answer.Postponed postponed) {
      busy.close(endpoint.origin(), now.plus(postponed.pause()));
    }
    return answer;
  }

  /** Refused where nothing may be sent to; else it may go well another time. */
  private Answer notSent(Throwable error, Endpoint endpoint) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof TimeoutException) {
      busy.silent(endpoint.origin(), clock.instant());
    } else {
      busy.failed(endpoint.origin());
    }
    return cause instanceof RefusedEndpoint refused
        ? new Answer.Refused(String.valueOf(refused.getMessage()))
        : new Answer.Transient(
            cause == null ? "failed" : "not sent: " + cause.getClass().getSimpleName());
  }
}
