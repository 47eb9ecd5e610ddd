package io.tidegate.push.channel;

import io.tidegate.messages.Push;
import io.tidegate.push.device.Device;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A way to reach devices: a push service, or open sockets. */
public interface Channel {
  /** As devices and pushes name it. */
  String name();

  /**
   * Why it is off and how it is turned on; null if it is on. Pushes of a channel that is off wait
   * on their topic for a process in which it is on.
   */
  default @Nullable String off() {
    return null;
  }

  /**
   * How many pushes it keeps until their devices take them, over all processes; null if it is none
   * that keeps any.
   */
  default @Nullable Long waiting() {
    return null;
  }

  /** Connects ahead of the first push, where it is known to whom; does not block. */
  default void connect() {}

  /**
   * Which quota of the push service an app's pushes count against: apps with the same one share a
   * limit, and wait together when the service says "too fast".
   */
  default String quota(String app) {
    return app;
  }

  /**
   * Sends a push, once; does not block.
   *
   * @param device the push's device, as it was just now
   * @return what came of it; a failure of the future counts as {@link Answer.Transient}
   */
  CompletableFuture<Answer> send(Push push, Device device);
}
