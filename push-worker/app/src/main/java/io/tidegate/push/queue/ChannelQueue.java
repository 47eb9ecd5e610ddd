package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.device.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Sees each push of one channel to its end. One thread does all of it, turn by turn: take what
 * came, hear what was answered, write that down, send what may be sent, tell Kafka how far all is.
 * Others only answer. What a turn could not do, a later one does; if it broke off while something
 * was neither here nor there, all is read anew from where Kafka knows it.
 */
final class ChannelQueue implements QueueThread.Turns {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelQueue.class);
  private static final Duration BUSY = Duration.ofMillis(5);
  private static final Duration AGAIN = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration LEAVING = Duration.ofMillis(10);

  /** What the end takes beside the wait for answers. */
  private static final Duration ENDING = Duration.ofSeconds(10);

  /** How long the end waits for a database that is away, and nobody else has the partitions. */
  private static final Duration HELD = Duration.ofMinutes(10);

  /** How it looked after the last turn, for whoever watches. */
  private record Seen(int inFlight, int waiting, long untaken) {}

  private final String channel;
  private final QueueSettings settings;
  private final Departures departures;
  private final Books books;
  private final Endings endings;
  private final SentPushes sent;
  private final Transfers transfers;
  private final QueueMetrics metrics;
  private final QueueClock clock;
  private final RandomGenerator chance;
  private final Partitions partitions;

  /** Sent, or on their way to another topic. */
  private final Set<Taken> underWay = new HashSet<>();

  /** From one of these fields to another. */
  private final Steps steps = new Steps();

  /** This machine's clock, so that the channel cannot send: others may have the partitions. */
  private boolean clockIsWrong;

  /** What is under way without an answer may have got lost: only answers are waited for. */
  private boolean abandoned;

  private volatile Seen seen = new Seen(0, 0, 0);

  ChannelQueue(
      Channel channel,
      QueueSettings settings,
      Function<Runnable, Partitions> join,
      Departures departures,
      Books books,
      HandOn handOn,
      QueueMetrics metrics,
      QueueClock clock,
      RandomGenerator chance) {
    this.channel = channel.name();
    this.settings = settings;
    this.departures = departures;
    this.books = books;
    this.endings = new Endings(books);
    this.sent = new SentPushes(channel, settings.answer());
    this.transfers = new Transfers(handOn);
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
    boolean idle = underWay.isEmpty() && departures.waiting() == 0 && transfers.isQuiet();
    ConsumerRecords<byte[], byte[]> more = partitions.poll(idle ? IDLE : BUSY);
    steps.mustBeWhole();
    steps.take(() -> more.forEach(this::take));
    partitions.commitAndPause();
    hear();
    endings.settle();
    clock.compare();
    clockIsWrong = !clock.isRight();
    if (!clockIsWrong && partitions.isSure()) {
      depart();
    }
    seen = new Seen(sent.open(), departures.waiting(), partitions.untaken());
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Offsets.Open open = partitions.take(record);
    try {
      departures.add(new Taken(Legible.push(record.value(), channel), open));
    } catch (IllegalArgumentException e) {
      Letter letter =
          Letter.unreadable(record, channel, String.valueOf(e.getMessage()), clock.instant());
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
    steps.take(transfers::hear);
    steps.take(() -> sent.hear(this::hear));
  }

  private void hear(Taken taken, Answer said) {
    metrics.answered(said.word());
    Instant now = clock.instant();
    Answer answer = departures.end(taken, said, now);
    switch (Next.after(answer, taken.push(), now, chance.nextDouble())) {
      case Next.Delivered _ -> {
        metrics.delivered(Duration.between(taken.push().due(), now));
        endings.delivered(
            taken.push(),
            () -> leave(taken, Outcome.DELIVERED),
            why -> giveUp(taken, "delivered, but it cannot be written down: " + why));
      }
      case Next.Kept _ -> leave(taken, Outcome.KEPT);
      case Next.Again again when !taken.isGone() ->
          retry(taken, taken.push().next(), again.retry(), again.at(), Outcome.RETRIED);
      case Next.Dead dead when !taken.isGone() ->
          bury(Letter.of(taken.push(), dead, now), () -> leave(taken, Outcome.DEAD));
      default -> underWay.remove(taken); // its partition's new owner sees to it
    }
  }

  /** Leaves when it is safe on a retry topic. */
  private void retry(Taken taken, Push as, PushRetry retry, Instant at, Outcome outcome) {
    transfers.retry(as, retry, at, () -> leave(taken, outcome));
  }

  /** Done when it is safe among the dead, and written down. */
  private void bury(Letter letter, Runnable done) {
    transfers.bury(letter, () -> endings.dead(letter, done));
  }

  /** A push that the database refuses. */
  private void giveUp(Taken taken, String why) {
    LOG.error("push {} is given up: {}", taken.push().id(), why);
    bury(Letter.unstorable(taken.push(), why, clock.instant()), () -> leave(taken, Outcome.DEAD));
  }

  private void depart() {
    Instant now = clock.instant();
    double share = partitions.share();
    long untaken = partitions.untaken();
    List<Taken> toSend = new ArrayList<>();
    steps.take(() -> toSend.addAll(choose(now, share, untaken)));
    if (!toSend.isEmpty()) {
      Books.Known known = look(toSend);
      steps.take(() -> send(toSend, known));
    }
  }

  /** Sees to those that are not to be sent. */
  private List<Taken> choose(Instant now, double share, long untaken) {
    Departures.Choice choice =
        departures.choose(
            now,
            settings.inFlight() - sent.open(),
            share,
            untaken,
            taken -> taken.isInFull(settings.window()));
    choice.expired().forEach(taken -> leave(taken, Outcome.EXPIRED));
    for (Departures.PutOff one : choice.putOff()) {
      PushRetry retry = PushRetry.within(one.pause());
      retry(one.push(), one.push().push().again(), retry, one.back(now), Outcome.PUT_OFF);
      underWay.add(one.push());
    }
    return choice.toSend();
  }

  /** Who cannot be looked up now waits on. */
  private Books.Known look(List<Taken> chosen) {
    try {
      return books.look(chosen, clock.instant());
    } catch (RuntimeException | Error e) {
      steps.take(() -> departures.takeBack(chosen, clock.instant()));
      throw e;
    }
  }

  private void send(List<Taken> chosen, Books.Known known) {
    for (int i = 0; i < chosen.size(); i++) {
      if (!partitions.isSure()) { // stopped meanwhile: others may have these by now
        departures.takeBack(chosen.subList(i, chosen.size()), clock.instant());
        return;
      }
      Taken taken = chosen.get(i);
      Outcome ended = known.ended(taken);
      Device device = known.device(taken.push());
      if (ended != null || device == null) {
        departures.end(taken, clock.instant());
        leave(taken, ended == null ? Outcome.NO_DEVICE : ended);
      } else {
        underWay.add(taken);
        sent.send(taken, known.shown(taken.push()), device);
      }
    }
  }

  private void leave(Taken taken, Outcome outcome) {
    underWay.remove(taken);
    metrics.left(outcome);
    taken.done();
  }

  /** Partitions are leaving: nothing more of them is sent, and what is under way is seen home. */
  private void letGo() {
    long began = partitions.nanos();
    try {
      steps.take(() -> departures.forget(Taken::isLeaving));
      Duration wait = LEAVING;
      while (isOpen()
          && underWay.stream().anyMatch(taken -> taken.isLeaving() && !taken.isGone())
          && partitions.nanos() - began < drain().toNanos()) {
        hearNext(wait);
        hear();
        wait = isSettled(wait.equals(LEAVING)) ? LEAVING : AGAIN;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // then others look these pushes up
      LOG.warn("partitions of {} were given back with pushes under way", channel, e);
    }
  }

  private void hearNext(Duration atMost) throws InterruptedException {
    steps.take(() -> sent.hearNext(atMost, this::hear));
  }

  /** What is not written down when its partition is another's is sent again: it is tried again. */
  private boolean isSettled(boolean before) {
    try {
      endings.settle();
      return true;
    } catch (RuntimeException e) {
      if (before) {
        LOG.warn("{} has partitions to give back, and cannot write answers down", channel, e);
      }
      return false;
    }
  }

  /** As long as an answer may take: whoever comes next would send again what has none. */
  private Duration drain() {
    return settings.answer().plusSeconds(1);
  }

  @Override
  public boolean isOver() {
    return clockIsWrong;
  }

  @Override
  public Duration longestEnd() {
    return drain().plus(ENDING);
  }

  @Override
  public void failed() {
    metrics.failed();
  }

  @Override
  public boolean isHarmless(Throwable brokeOff) {
    return steps.areWhole(brokeOff);
  }

  @Override
  public void abandon() {
    abandoned = true;
    partitions.tellNoMore();
    try {
      metrics.abandoned();
    } finally {
      end();
    }
  }

  /**
   * What fails on the way is tried again to the end: whose answer is not written down comes again.
   * Who goes on afterwards has the time to wait for a database that is away; but if only the way
   * from here to it is, others have to have the partitions some time.
   */
  @Override
  public void end() {
    long began = partitions.nanos();
    Throwable trouble = null;
    boolean held = false;
    try {
      departures.forget(taken -> true);
      while (isOpen()
          && (held || partitions.nanos() - began < drain().toNanos())
          && !Thread.currentThread().isInterrupted()) {
        Duration wait = trouble == null ? BUSY : AGAIN;
        Throwable unheard = tried(() -> partitions.commitAndStay(wait), this::hear);
        Throwable unwritten = tried(endings::settle);
        trouble = unwritten != null ? unwritten : unheard != null ? unheard : trouble;
        held =
            (abandoned || clockIsWrong)
                && isOfTheDatabase(unwritten)
                && partitions.nanos() - began < HELD.toNanos();
      }
      if (trouble != null) { // others look up what was not written down
        LOG.warn("{} ended with {} pushes under way", channel, underWay.size(), trouble);
      }
      underWay.clear(); // they were waited for
    } finally { // else nobody has its partitions until Kafka takes it for dead
      partitions.close();
    }
  }

  /** Whether anything may still come to an end. */
  private boolean isOpen() {
    return abandoned ? sent.open() > 0 || !endings.isEmpty() : !underWay.isEmpty();
  }

  /** What the last of these broke off with that did; null if none did. */
  private static @Nullable Throwable tried(Runnable... all) {
    Throwable trouble = null;
    for (Runnable one : all) {
      try {
        one.run();
      } catch (RuntimeException | Error e) {
        trouble = e;
      }
    }
    return trouble;
  }

  private static boolean isOfTheDatabase(@Nullable Throwable trouble) {
    return trouble instanceof DataAccessException || trouble instanceof TransactionException;
  }
}
