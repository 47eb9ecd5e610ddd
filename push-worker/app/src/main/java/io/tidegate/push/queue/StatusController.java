package io.tidegate.push.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Channel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the channels are. Service token only. */
@RestController
class StatusController {
  private final QueueWatch watch;
  private final SuspectApps suspects;
  private final OpenLetters letters;
  private final MeterRegistry meters;
  private final OffChannels off;
  private final List<Channel> channels;

  StatusController(
      QueueWatch watch,
      SuspectApps suspects,
      OpenLetters letters,
      MeterRegistry meters,
      OffChannels off,
      List<Channel> channels) {
    this.watch = watch;
    this.suspects = suspects;
    this.letters = letters;
    this.meters = meters;
    this.off = off;
    this.channels = List.copyOf(channels);
  }

  /**
   * How it is.
   *
   * @param since from when on this push-worker has counted what it sent
   * @param retries pushes of all workers that wait to be tried again
   * @param retriesStuck partitions of those that stand still
   * @param suspect apps of this worker whose settings are likely to be wrong
   */
  record Status(
      Instant since,
      List<ChannelStatus> channels,
      long retries,
      List<Progress.Stuck> retriesStuck,
      List<SuspectApps.Suspect> suspect) {}

  /**
   * A channel.
   *
   * @param off why this worker sends nothing there, with the setting that turns it on; null if it
   *     does
   * @param lag pushes of all workers on its topic that are not done; null while nobody knows
   * @param waiting pushes that it keeps until their devices open a socket, of all workers; null if
   *     it keeps none
   * @param sent what this worker delivered
   * @param failed answers to this worker that were no acceptance
   * @param expired what this worker found past its time to live
   * @param dead dead letters of all workers that nobody has handled
   * @param perSecond what this worker delivered, over the last minute
   * @param stuck partitions that stand still
   */
  record ChannelStatus(
      String channel,
      @Nullable String off,
      @Nullable Long lag,
      @Nullable Long waiting,
      long sent,
      long failed,
      long expired,
      long dead,
      double perSecond,
      List<Progress.Stuck> stuck) {}

  @GetMapping("/v1/push-status")
  Status status() {
    Map<String, Long> dead = letters.count();
    return new Status(
        watch.began(),
        Push.CHANNELS.stream()
            .map(
                channel ->
                    new ChannelStatus(
                        channel,
                        off.why(channel),
                        watch.lag(channel),
                        waiting(channel),
                        QueueMetrics.left(meters, channel, Outcome.DELIVERED),
                        QueueMetrics.refusals(meters, channel),
                        QueueMetrics.left(meters, channel, Outcome.EXPIRED),
                        dead.getOrDefault(channel, 0L),
                        watch.perSecond(channel),
                        watch.stuck(channel)))
            .toList(),
        watch.retries(),
        watch.stuckRetries(),
        suspects.all());
  }

  private @Nullable Long waiting(String channel) {
    for (Channel one : channels) {
      if (one.name().equals(channel)) {
        return one.waiting();
      }
    }
    return null;
  }
}
