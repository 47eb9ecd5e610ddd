package io.tidegate.push.apns;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.device.Device;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends over APNs, a request a push. */
final class ApnsChannel implements Channel {
  private final Map<String, ApnsApp> apps;
  private final Duration timeout;

  ApnsChannel(Map<String, ApnsApp> apps, Duration timeout) {
    this.apps = Map.copyOf(apps);
    this.timeout = timeout;
  }

  @Override
  public String name() {
    return "apns";
  }

  @Override
  public @Nullable String off() {
    return apps.isEmpty()
        ? "name a signing key in tidegate.push.apns.apps.<app>.key-file, and beside it key-id,"
            + " team-id and topic"
        : null;
  }

  @Override
  public CompletableFuture<Answer> send(Push push, Device device) {
    ApnsApp app = apps.get(device.app());
    if (app == null) {
      return CompletableFuture.completedFuture(Answer.unknownApp("apns", "key-file"));
    }
    String token = Objects.requireNonNull(device.token());
    return app.client()
        .sendNotification(ApnsNotification.of(push, token, app.topic()))
        .thenApply(response -> ApnsAnswers.of(response, device.app(), device.renewedAt()))
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
