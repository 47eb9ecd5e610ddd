package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.device.Device;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a channel was given, until its answer is heard. The channel answers on whichever thread it
 * likes; all else is for one thread.
 */
final class SentPushes {
  private static final Logger LOG = LoggerFactory.getLogger(SentPushes.class);

  private record Answered(Taken push, Answer answer) {}

  private final Channel channel;
  private final Duration longest;
  private final LinkedBlockingQueue<Answered> answered = new LinkedBlockingQueue<>();
  private int open;

  /**
   * None yet.
   *
   * @param longest after how long without an answer a push counts as failed
   */
  SentPushes(Channel channel, Duration longest) {
    this.channel = channel;
    this.longest = longest;
  }

  /**
   * Gives the channel one.
   *
   * @param push with what its link shows
   */
  void send(Taken taken, Push push, Device device) {
    open++;
    CompletableFuture<Answer> answer;
    try {
      answer = channel.send(push, device);
    } catch (RuntimeException | Error e) { // a channel's fault must not hold up the pushes behind
      answer = CompletableFuture.failedFuture(e);
    }
    var _ =
        answer
            .orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (said, error) ->
                    answered.add(new Answered(taken, error == null ? said : failed(error))));
  }

  private Answer failed(Throwable wrapped) {
    Throwable error =
        wrapped instanceof CompletionException && wrapped.getCause() != null
            ? wrapped.getCause()
            : wrapped;
    if (error instanceof TimeoutException) {
      return new Answer.Transient("no answer within " + longest);
    }
    LOG.debug("a push of {} failed", channel.name(), error);
    return new Answer.Transient(error.getClass().getSimpleName() + ": " + error.getMessage());
  }

  /** How many have no answer that was heard. */
  int open() {
    return open;
  }

  /** Hears what was answered. */
  void hear(BiConsumer<Taken, Answer> heard) {
    for (Answered one = answered.poll(); one != null; one = answered.poll()) {
      hear(one, heard);
    }
  }

  /** Waits for an answer, and hears it. */
  void hearNext(Duration atMost, BiConsumer<Taken, Answer> heard) throws InterruptedException {
    Answered one = answered.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (one != null) {
      hear(one, heard);
    }
  }

  private void hear(Answered one, BiConsumer<Taken, Answer> heard) {
    try {
      heard.accept(one.push, one.answer);
    } catch (RuntimeException | Error e) { // it is heard again, after the others
      answered.add(one);
      throw e;
    }
    open--;
  }
}
