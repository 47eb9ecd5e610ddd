package io.tidegate.push.apns;

import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import io.tidegate.push.channel.Answer;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One try to send a push, which can be given up until it is written. pushy has no word for that; it
 * asks for the device's token when it begins to write, and what cannot say it is not written.
 */
final class ApnsTry implements ApnsPushNotification {
  private enum Stage {
    WAITING,
    WRITTEN,
    GIVEN_UP
  }

  private final ApnsPushNotification content;
  private final long begun;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  /**
   * That waits.
   *
   * @param begun how many answers its line had heard by then
   */
  ApnsTry(ApnsPushNotification content, long begun) {
    this.content = content;
    this.begun = begun;
  }

  /** One that makes pushy connect and is never written. */
  static ApnsTry empty() {
    ApnsTry empty = new ApnsTry(new SimpleApnsPushNotification("none", "none", "{}"), 0);
    empty.giveUp();
    return empty;
  }

  long begun() {
    return begun;
  }

  /** What comes of it. */
  CompletableFuture<Answer> answer() {
    return answer;
  }

  /** Sees to it that it is not written; answers whether it is not too late for that. */
  boolean giveUp() {
    if (!stage.compareAndSet(Stage.WAITING, Stage.GIVEN_UP)) {
      return isGivenUp();
    }
    answer.completeExceptionally(new CancellationException("given up before it was written"));
    return true;
  }

  /** Whether it never was written, and never will be. */
  boolean isGivenUp() {
    return stage.get() == Stage.GIVEN_UP;
  }

  @Override
  public String getToken() {
    if (!stage.compareAndSet(Stage.WAITING, Stage.WRITTEN) && isGivenUp()) {
      throw new CancellationException("given up before it was written");
    }
    return content.getToken();
  }

  @Override
  public String getPayload() {
    return content.getPayload();
  }

  @Override
  public @Nullable Instant getExpiration() {
    return content.getExpiration();
  }

  @Override
  public @Nullable DeliveryPriority getPriority() {
    return content.getPriority();
  }

  @Override
  public @Nullable PushType getPushType() {
    return content.getPushType();
  }

  @Override
  public String getTopic() {
    return content.getTopic();
  }

  @Override
  public @Nullable String getCollapseId() {
    return content.getCollapseId();
  }

  @Override
  public @Nullable UUID getApnsId() {
    return content.getApnsId();
  }
}
