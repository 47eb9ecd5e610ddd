package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.device.Device;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees each push of one channel to its end. One thread does all of it, turn by turn: take what
 * came, hear what was answered, write that down, send what may be sent, tell Kafka how far all is.
 * Others only answer. What a turn could not do, a later one does.
 */
final class ChannelQueue implements QueueThread.Turns {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelQueue.class);
  private static final Duration BUSY = Duration.ofMillis(5);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private record Answered(Taken push, Answer answer) {}

  /** How it looked after the last turn, for whoever watches. */
  private record Seen(int inFlight, int waiting, long untaken) {}

  private final Channel channel;
  private final QueueSettings settings;
  private final Departures departures;
  private final Books books;
  private final HandOn handOn;
  private final QueueMetrics metrics;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final Partitions partitions;
  private final LinkedBlockingQueue<Answered> answered = new LinkedBlockingQueue<>();
  private final Told told = new Told();

  /** Sent, or on their way to another topic. */
  private final Set<Taken> underWay = new HashSet<>();

  private final List<Taken> delivered = new ArrayList<>();
  private final List<Letter> letters = new ArrayList<>();
  private final List<Runnable> afterLetters = new ArrayList<>();
  private int inFlight;
  private volatile Seen seen = new Seen(0, 0, 0);

  ChannelQueue(
      Channel channel,
      QueueSettings settings,
      Function<Runnable, Partitions> join,
      Departures departures,
      Books books,
      HandOn handOn,
      QueueMetrics metrics,
      InstantSource clock,
      RandomGenerator chance) {
    this.channel = channel;
    this.settings = settings;
    this.departures = departures;
    this.books = books;
    this.handOn = handOn;
    this.metrics = metrics;
    this.clock = clock;
    this.chance = chance;
    this.partitions = join.apply(this::letGo);
    metrics.watch(
        this,
        queue -> queue.seen.inFlight,
        queue -> queue.seen.waiting,
        queue -> queue.seen.untaken);
  }

  @Override
  public void turn() {
    boolean idle = underWay.isEmpty() && departures.waiting() == 0 && told.isEmpty();
    partitions.poll(idle ? IDLE : BUSY).forEach(this::take);
    partitions.commitAndPause();
    hear();
    settle();
    if (partitions.isSure()) {
      depart();
    }
    seen = new Seen(inFlight, departures.waiting(), partitions.untaken());
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Offsets.Open open = partitions.take(record);
    try {
      departures.add(new Taken(Legible.push(record.value(), channel.name()), open));
    } catch (IllegalArgumentException e) {
      Letter letter =
          Letter.unreadable(
              record, channel.name(), String.valueOf(e.getMessage()), clock.instant());
      LOG.error("what lies at {} is no push and is buried: {}", letter.id(), letter.said());
      bury(
          letter,
          () -> {
            metrics.left(Outcome.DEAD);
            open.done();
          });
    }
  }

  private void hear() {
    told.hear();
    for (Answered one = answered.poll(); one != null; one = answered.poll()) {
      hear(one.push, one.answer);
    }
  }

  private void hear(Taken taken, Answer said) {
    inFlight--;
    metrics.answered(said.word());
    Instant now = clock.instant();
    Answer answer = departures.end(taken, said, now);
    switch (Next.after(answer, taken.push(), now, chance.nextDouble())) {
      case Next.Delivered _ -> {
        metrics.delivered(Duration.between(taken.push().due(), now));
        delivered.add(taken);
      }
      case Next.Kept _ -> leave(taken, Outcome.KEPT);
      case Next.Again again when !taken.isGone() ->
          retry(taken, taken.push().next(), again.retry(), again.at(), Outcome.RETRIED);
      case Next.Dead dead when !taken.isGone() ->
          bury(Letter.of(taken.push(), dead, now), () -> leave(taken, Outcome.DEAD));
      default -> underWay.remove(taken); // its partition's new owner sees to it
    }
  }

  /** Puts a push on a retry topic, again and again until it is safe there. */
  private void retry(Taken taken, Push as, PushRetry retry, Instant at, Outcome outcome) {
    handOn.retry(
        as,
        retry,
        at,
        error ->
            told.add(
                error == null
                    ? () -> leave(taken, outcome)
                    : () -> retry(taken, as, retry, at, outcome)));
  }

  /** Puts a letter among the dead, again and again until it is safe there. */
  private void bury(Letter letter, Runnable done) {
    handOn.bury(
        letter,
        error ->
            told.add(
                error == null
                    ? () -> {
                      letters.add(letter);
                      afterLetters.add(done);
                    }
                    : () -> bury(letter, done)));
  }

  /** Writes down what was delivered and given up; only then is it done. */
  private void settle() {
    if (delivered.isEmpty() && letters.isEmpty()) {
      return;
    }
    try {
      books.settle(delivered.stream().map(Taken::push).toList(), letters);
    } catch (RuntimeException e) {
      if (Refusal.in(e) == null) {
        throw e;
      }
      settleOneByOne();
      return;
    }
    delivered.forEach(taken -> leave(taken, Outcome.DELIVERED));
    delivered.clear();
    letters.clear();
    afterLetters.forEach(Runnable::run);
    afterLetters.clear();
  }

  /** The database refuses one of them: that one is given up, and holds up no other. */
  private void settleOneByOne() {
    while (!delivered.isEmpty()) {
      Taken taken = delivered.getFirst();
      String refused = refused(() -> books.settle(List.of(taken.push()), List.of()));
      if (refused == null) {
        leave(taken, Outcome.DELIVERED);
      } else {
        giveUp(taken, "delivered, but it cannot be written down: " + refused);
      }
      delivered.removeFirst();
    }
    while (!letters.isEmpty()) {
      Letter letter = letters.getFirst();
      if (refused(() -> books.settle(List.of(), List.of(letter))) != null) {
        keepRaw(letter);
      }
      letters.removeFirst();
      afterLetters.removeFirst().run();
    }
  }

  private void keepRaw(Letter letter) {
    Push push = letter.push();
    String refused = "its bytes cannot be stored";
    if (push != null) {
      Letter plain = Letter.unstorable(push, letter.reason() + ": " + letter.said(), letter.at());
      refused = refused(() -> books.settle(List.of(), List.of(plain)));
    }
    if (refused != null) {
      LOG.error("dead letter {} is on its topic only: {}", letter.id(), refused);
    }
  }

  /** A push that the database refuses. */
  private void giveUp(Taken taken, String why) {
    LOG.error("push {} is given up: {}", taken.push().id(), why);
    bury(Letter.unstorable(taken.push(), why, clock.instant()), () -> leave(taken, Outcome.DEAD));
  }

  /** Why the database refuses for ever what is tried; null if it does not. */
  private static @Nullable String refused(Runnable tried) {
    try {
      tried.run();
      return null;
    } catch (RuntimeException e) {
      String refused = Refusal.in(e);
      if (refused == null) {
        throw e;
      }
      return refused;
    }
  }

  private void depart() {
    Instant now = clock.instant();
    Departures.Choice choice =
        departures.choose(
            now, settings.inFlight() - inFlight, partitions.share(), partitions.untaken());
    choice.expired().forEach(taken -> leave(taken, Outcome.EXPIRED));
    for (Departures.PutOff one : choice.putOff()) {
      PushRetry retry = PushRetry.within(one.pause());
      underWay.add(one.push());
      retry(
          one.push(),
          one.push().push().again(),
          retry,
          now.plus(Next.withJitter(Next.longer(one.pause(), retry.delay()), chance.nextDouble())),
          Outcome.PUT_OFF);
    }
    if (!choice.toSend().isEmpty()) {
      send(choice.toSend());
    }
  }

  private void send(List<Taken> chosen) {
    Books.Known known;
    try {
      known = books.look(chosen);
    } catch (RuntimeException e) {
      departures.takeBack(chosen);
      throw e;
    }
    for (int i = 0; i < chosen.size(); i++) {
      if (!partitions.isSure()) { // stopped meanwhile: others may have these by now
        departures.takeBack(chosen.subList(i, chosen.size()));
        return;
      }
      Taken taken = chosen.get(i);
      Outcome over = known.over(taken);
      Device device = known.device(taken.push());
      if (over != null || device == null) {
        departures.end(taken);
        leave(taken, over == null ? Outcome.NO_DEVICE : over);
      } else {
        send(taken, known.shown(taken.push()), device);
      }
    }
  }

  private void send(Taken taken, Push push, Device device) {
    inFlight++;
    underWay.add(taken);
    CompletableFuture<Answer> answer;
    try {
      answer = channel.send(push, device);
    } catch (RuntimeException e) { // a channel's fault must not hold up the pushes behind
      answer = CompletableFuture.failedFuture(e);
    }
    var _ =
        answer
            .orTimeout(settings.answer().toMillis(), TimeUnit.MILLISECONDS)
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
      return new Answer.Transient("no answer within " + settings.answer());
    }
    LOG.debug("a push of {} failed", channel.name(), error);
    return new Answer.Transient(error.getClass().getSimpleName() + ": " + error.getMessage());
  }

  private void leave(Taken taken, Outcome outcome) {
    underWay.remove(taken);
    metrics.left(outcome);
    taken.done();
  }

  /** Partitions are leaving: nothing more of them is sent, and what is under way is seen home. */
  private void letGo() {
    departures.forget(Taken::isLeaving);
    long began = System.nanoTime();
    try {
      while (underWay.stream().anyMatch(taken -> taken.isLeaving() && !taken.isGone())
          && System.nanoTime() - began < DRAIN.toNanos()) {
        Answered one = answered.poll(10, TimeUnit.MILLISECONDS);
        if (one != null) {
          hear(one.push, one.answer);
        }
        hear();
        settle();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // then others look these pushes up
      LOG.warn("partitions of {} were given back with pushes under way", channel.name(), e);
    }
  }

  @Override
  public void failed() {
    metrics.failed();
  }

  @Override
  public void end() {
    partitions.close();
  }
}
