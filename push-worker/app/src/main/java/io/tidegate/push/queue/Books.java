package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.push.device.Device;
import io.tidegate.push.device.Devices;
import io.tidegate.push.preview.LinkPreviews;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the database knows about pushes, asked and told for many at a time. */
@Component
class Books {
  private final Devices devices;
  private final DeliveredPushes delivered;
  private final CollapsedPushes collapsed;
  private final DeadLetters letters;
  private final LinkPreviews previews;
  private final Repeats repeats = new Repeats();

  Books(
      Devices devices,
      DeliveredPushes delivered,
      CollapsedPushes collapsed,
      DeadLetters letters,
      LinkPreviews previews) {
    this.devices = devices;
    this.delivered = delivered;
    this.collapsed = collapsed;
    this.letters = letters;
    this.previews = previews;
  }

  /** What is known of some pushes, just before they are sent. */
  static final class Known {
    private final Map<UUID, Device> devices = new HashMap<>();
    private final Set<UUID> delivered = new HashSet<>();
    private final Set<String> replaced = new HashSet<>();
    private final Map<String, Push> shown = new HashMap<>();

    /** A push with what its link shows, if that is known. */
    Push shown(Push push) {
      return shown.getOrDefault(push.id(), push);
    }

    /** The push's device; null if there is none, or it is another user's by now. */
    @Nullable Device device(Push push) {
      Device device = devices.get(push.device());
      return device != null
              && device.user().equals(push.user())
              && device.channel().equals(push.channel())
          ? device
          : null;
    }

    /** How a push has ended already; null if it has not. */
    @Nullable Outcome ended(Taken taken) {
      Push push = taken.push();
      if (delivered.contains(push.key())) {
        return Outcome.DUPLICATE;
      }
      if (replaced.contains(push.id())) {
        return Outcome.REPLACED;
      }
      return device(push) == null ? Outcome.NO_DEVICE : null;
    }
  }

  /** Looks up devices, what links show, and of the marked pushes whether they are over. */
  Known look(Collection<Taken> pushes, Instant now) {
    Known known = new Known();
    devices
        .all(pushes.stream().map(Taken::device).toList())
        .forEach(device -> known.devices.put(device.id(), device));
    known.shown.putAll(previews.shown(pushes.stream().map(Taken::push).toList()));
    List<Push> marked =
        pushes.stream().filter(taken -> repeats.isMarked(taken, now)).map(Taken::push).toList();
    if (!marked.isEmpty()) {
      known.delivered.addAll(delivered.among(marked.stream().map(Push::key).toList()));
      known.replaced.addAll(collapsed.replaced(marked));
    }
    return known;
  }

  /** Writes down what was delivered and what was given up. */
  void settle(Collection<Push> pushes, Collection<Letter> given) {
    if (!pushes.isEmpty()) {
      delivered.add(pushes);
      collapsed.add(pushes);
    }
    if (!given.isEmpty()) {
      letters.add(given);
    }
  }
}
