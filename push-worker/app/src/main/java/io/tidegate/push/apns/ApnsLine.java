package io.tidegate.push.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.push.channel.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of one signing key on their way to Apple. pushy keeps what it is given for as long as
 * there is no connection, without bound, and sends it when there is one: so what has had no answer
 * in time is given up before it is written, or, if it was, is heard and not sent again.
 */
final class ApnsLine {
  /** The time in which what was written and not answered is tried again, as a rule. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final int MOST_KEPT = 10_000;

  private final ApnsClient client;
  private final int connections;
  private final int most;
  private final Duration timeout;

  /** By the push's id: what has no answer yet, and answers that came when nobody listened. */
  private final Cache<UUID, ApnsTry> tries =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(KEPT).build();

  /**
   * What pushy has in memory: what it has not written yet, also if it was given up, as pushy keeps
   * that until there is a connection or none can be made; and what was written and is waited for.
   * Not what was written and is waited for no more: Apple may never answer it.
   */
  private final Set<ApnsTry> unfinished = ConcurrentHashMap.newKeySet();

  private final AtomicLong answers = new AtomicLong();
  private volatile boolean away;

  /**
   * With connections of its own.
   *
   * @param connections the most
   * @param most the most pushes that pushy has at a time
   * @param timeout after how long without an answer a push counts as failed
   */
  ApnsLine(ApnsClientBuilder builder, int connections, int most, Duration timeout)
      throws IOException {
    this.connections = connections;
    this.most = most;
    this.timeout = timeout;
    this.client =
        builder
            .setConcurrentConnections(connections)
            .setConnectionTimeout(timeout)
            .setMetricsListener(new ConnectionNews(this::notReached))
            .build();
  }

  /** Opens the connections, so that the first push need not wait for one. */
  void connect() {
    for (int i = 0; i < connections; i++) {
      var _ = hand(ApnsTry.empty());
    }
  }

  /**
   * Sends a push, unless an earlier try of it may still have an answer: then that is heard.
   *
   * @param meaning what an answer means
   */
  CompletableFuture<Answer> send(
      ApnsPushNotification push, Function<PushNotificationResponse<?>, Answer> meaning) {
    UUID id = Objects.requireNonNull(push.getApnsId());
    ApnsTry before = tries.getIfPresent(id);
    if (before != null) {
      return hear(id, before);
    }
    if (unfinished.size() >= (away ? connections : most)) {
      return CompletableFuture.completedFuture(new Answer.Transient("no connection to Apple"));
    }
    ApnsTry one = new ApnsTry(push, answers.get());
    tries.put(id, one);
    var _ =
        hand(one)
            .thenApply(meaning)
            .whenComplete(
                (answer, error) -> {
                  if (answer != null) {
                    one.answer().complete(answer);
                  } else {
                    tries.asMap().remove(id, one);
                    one.answer().completeExceptionally(error);
                  }
                });
    return hear(id, one);
  }

  private CompletableFuture<PushNotificationResponse<ApnsTry>> hand(ApnsTry one) {
    unfinished.add(one);
    return client
        .sendNotification(one)
        .whenComplete(
            (response, error) -> {
              unfinished.remove(one);
              if (response != null) {
                answers.incrementAndGet();
                away = false;
              }
            });
  }

  private CompletableFuture<Answer> hear(UUID id, ApnsTry one) {
    return one.answer()
        .copy()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (answer, error) -> {
              if (answer != null) {
                tries.asMap().remove(id, one);
                return answer;
              }
              return unheard(id, one, error);
            });
  }

  private Answer unheard(UUID id, ApnsTry one, @Nullable Throwable error) {
    if (one.giveUp()) {
      tries.asMap().remove(id, one);
      return new Answer.Transient("no connection to Apple");
    }
    unfinished.remove(one); // it was written: others must not wait for its answer
    if (!(error instanceof TimeoutException)) {
      return new Answer.Transient("not sent, as far as is known: " + error);
    }
    if (one.begun() == answers.get()) { // nor has any other been answered since
      away = true;
    }
    return new Answer.Transient("Apple has it and has not answered within " + timeout);
  }

  /** Apple could not be connected to: what waits need not wait for it. */
  private void notReached() {
    away = true;
    unfinished.forEach(ApnsTry::giveUp);
  }

  /** How many pushes pushy has that others wait for. */
  int unfinished() {
    return unfinished.size();
  }

  /** Done when the connections are closed. */
  CompletableFuture<Void> close() {
    return client.close();
  }
}
