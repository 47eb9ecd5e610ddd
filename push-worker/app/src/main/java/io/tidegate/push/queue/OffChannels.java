package io.tidegate.push.queue;

import io.tidegate.push.channel.Channel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The channels that are not set up at this push-worker. */
@Component
class OffChannels {
  private final Map<String, String> why = new HashMap<>();

  OffChannels(List<Channel> channels) {
    for (Channel channel : channels) {
      String off = channel.off();
      if (off != null) {
        why.put(channel.name(), off);
      }
    }
  }

  /** Why it is off and which setting turns it on; null if it is on. */
  @Nullable String why(String channel) {
    return why.get(channel);
  }
}
