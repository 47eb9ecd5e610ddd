package io.tidegate.push.fcm;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.channel.Deadline;
import io.tidegate.push.channel.Posts;
import io.tidegate.push.channel.Reply;
import io.tidegate.push.device.Device;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends over FCM, a request a push. */
final class FcmChannel implements Channel {
  private final Map<String, FcmApp> apps;
  private final Posts posts;
  private final Duration timeout;
  private final InstantSource clock;

  FcmChannel(Map<String, FcmApp> apps, Posts posts, Duration timeout, InstantSource clock) {
    this.apps = Map.copyOf(apps);
    this.posts = posts;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "fcm";
  }

  @Override
  public @Nullable String off() {
    return apps.isEmpty()
        ? "name a service account's file in tidegate.push.fcm.apps.<app>.service-account-file"
        : null;
  }

  /** The project's: Google counts by project, however many apps it has. */
  @Override
  public String quota(String app) {
    FcmApp known = apps.get(app);
    return known == null ? app : known.messages().toString();
  }

  @Override
  public void connect() {
    for (FcmApp app : apps.values()) {
      var _ = app.tokens().authorization(); // kept, and if it fails fetched again when it is needed
      posts.connect(new RequestOptions().setAbsoluteURI(app.messages().toString()));
    }
  }

  @Override
  public CompletableFuture<Answer> send(Push push, Device device) {
    FcmApp app = apps.get(device.app());
    if (app == null) {
      return CompletableFuture.completedFuture(
          Answer.unknownApp("fcm", device.app(), "service-account-file"));
    }
    Buffer body =
        Buffer.buffer(FcmMessage.of(push, Objects.requireNonNull(device.token()), clock.instant()));
    Deadline deadline = Deadline.in(timeout);
    return app.tokens()
        .authorization()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(authorization -> post(app, authorization, body, deadline))
        .thenApply(
            reply -> FcmAnswers.of(reply, device.app(), device.renewedAt(), clock.instant()));
  }

  private CompletableFuture<Reply> post(
      FcmApp app, String authorization, Buffer body, Deadline deadline) {
    RequestOptions request =
        new RequestOptions()
            .setAbsoluteURI(app.messages().toString())
            .putHeader("Authorization", authorization)
            .putHeader("Content-Type", "application/json");
    return posts
        .post(request, body, deadline)
        .whenComplete(
            (reply, error) -> {
              if (reply != null && reply.status() == 401) {
                app.tokens().refused(authorization);
              }
            });
  }
}
