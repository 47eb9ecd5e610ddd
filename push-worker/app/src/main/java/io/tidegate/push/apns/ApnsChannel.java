package io.tidegate.push.apns;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.device.Device;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends over APNs, a request a push. */
final class ApnsChannel implements Channel {
  private final Map<String, ApnsApp> apps;

  ApnsChannel(Map<String, ApnsApp> apps) {
    this.apps = Map.copyOf(apps);
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
  public void connect() {
    apps.values().stream().map(ApnsApp::line).distinct().forEach(ApnsLine::connect);
  }

  @Override
  public CompletableFuture<Answer> send(Push push, Device device) {
    ApnsApp app = apps.get(device.app());
    if (app == null) {
      return CompletableFuture.completedFuture(Answer.unknownApp("apns", device.app(), "key-file"));
    }
    String token = Objects.requireNonNull(device.token());
    return app.line()
        .send(
            ApnsNotification.of(push, token, app.topic()),
            response -> ApnsAnswers.of(response, device.app(), device.renewedAt()));
  }
}
