package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.device.Device;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A channel that answers as a test wants it, and remembers what it was asked to send. */
final class ChannelDouble implements Channel {
  /** A push that was sent, and the answer that it waits for. */
  record Sent(Push push, Device device, CompletableFuture<Answer> answer) {
    void accept() {
      answer.complete(new Answer.Accepted());
    }
  }

  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final List<Sent> all = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Runnable> quotaAsked = new AtomicReference<>();
  private volatile boolean twoAtATime;
  private volatile Function<Push, CompletableFuture<Answer>> answers =
      push -> CompletableFuture.completedFuture(new Answer.Accepted());

  /** Whether a device ever had two pushes under way. */
  boolean hadTwoAtATime() {
    return twoAtATime;
  }

  @Override
  public String name() {
    return "fcm";
  }

  /** Whoever asks for a quota the next time does this first. */
  void whenAskedForAQuota(Runnable what) {
    quotaAsked.set(what);
  }

  @Override
  public String quota(String app) {
    Runnable what = quotaAsked.getAndSet(null);
    if (what != null) {
      what.run();
    }
    return app;
  }

  @Override
  public CompletableFuture<Answer> send(Push push, Device device) {
    if (all.stream()
        .anyMatch(one -> one.device().id().equals(device.id()) && !one.answer().isDone())) {
      twoAtATime = true;
    }
    CompletableFuture<Answer> answer = answers.apply(push);
    Sent one = new Sent(push, device, answer);
    all.add(one);
    sent.add(one);
    return answer;
  }

  void answer(Function<Push, Answer> wanted) {
    answers = push -> CompletableFuture.completedFuture(wanted.apply(push));
  }

  /** Each is accepted after a time of chance, so that answers come in another order. */
  void acceptInAnyOrder(SplittableRandom random) {
    answers =
        push ->
            new CompletableFuture<Answer>()
                .completeOnTimeout(
                    new Answer.Accepted(), random.nextInt(30), TimeUnit.MILLISECONDS);
  }

  /** Each waits until the test answers it. */
  void answerByHand() {
    answers = push -> new CompletableFuture<>();
  }

  /** The next that is sent. */
  Sent next() throws InterruptedException {
    Sent next = sent.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was sent within 30 s");
    }
    return next;
  }

  /** All that was ever sent, in this order. */
  List<Sent> all() {
    return all;
  }
}
