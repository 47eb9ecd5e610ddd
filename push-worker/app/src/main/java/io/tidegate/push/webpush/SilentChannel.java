package io.tidegate.push.webpush;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.device.Device;
import java.util.concurrent.CompletableFuture;

/** Web Push where it is not set up. */
final class SilentChannel implements Channel {
  static final String WHY =
      "say whom push services may write to in tidegate.push.web-push.contact (mailto:… or https:…)";

  @Override
  public String name() {
    return "web-push";
  }

  @Override
  public String off() {
    return WHY;
  }

  @Override
  public CompletableFuture<Answer> send(Push push, Device device) {
    return CompletableFuture.completedFuture(new Answer.Refused("the channel is off: " + WHY));
  }
}
