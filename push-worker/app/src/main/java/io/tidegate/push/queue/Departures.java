package io.tidegate.push.queue;

import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Says which of the pushes that wait may be sent now: in the order they came, one at a time per
 * device, as fast as their quota allows. What is past its time to live leaves; what would have to
 * wait long makes way: while its quota or its app is closed, and, where nothing behind it is read
 * for its sake, while its quota or its device has others before it. For one thread.
 */
final class Departures {
  /** Over a retry topic and back, at least: nobody is to be on it all the time. */
  private static final Duration WAY = Duration.ofSeconds(1);

  private final Lines lines;
  private final BusyDevices devices = new BusyDevices();
  private final QuarterSpread spread;
  private final Duration patience;
  private final Trusts trusts;
  private int turns;

  /**
   * Nobody waits yet.
   *
   * @param quotas what is known of the channel already, as are spread and trusts: they outlive this
   * @param patience how long a push may wait before it makes way
   */
  Departures(Quotas quotas, QuarterSpread spread, Duration patience, Trusts trusts) {
    this.lines = new Lines(quotas);
    this.spread = spread;
    this.patience = patience;
    this.trusts = trusts;
  }

  /**
   * A push that makes way.
   *
   * @param pause how long it may not be sent, or has others before it
   * @param order how many make way before it at the same time
   */
  record PutOff(Taken push, Duration pause, int order) {
    /**
     * When it comes back: up to half as long again, so that not all do so at once; by the same part
     * for all of a device, so that they keep their order. No two at the same instant: who waits on
     * a retry topic may be put behind others there, and where it lies says no more who was first.
     */
    Instant back(Instant now) {
      double chance = (push.device().getLeastSignificantBits() & 0xFF_FFFF) / (double) 0x100_0000;
      return now.plus(Next.withJitter(Next.longer(pause, WAY), chance)).plusNanos(order);
    }
  }

  /**
   * What may be done now.
   *
   * @param toSend each to be ended or taken back
   */
  record Choice(List<Taken> toSend, List<Taken> expired, List<PutOff> putOff) {
    /**
     * Who has others before it and holds up others comes back at its turn; but with enough of its
     * life left to be tried.
     */
    private void makeWay(Taken push, Duration turn, Instant now) {
      Duration life = Duration.between(now, push.push().expires());
      if (life.isPositive()) {
        putOff(push, shorter(shorter(turn, RetryAfter.MOST), life.dividedBy(2)));
      } else {
        expired.add(push);
      }
    }

    private void putOff(Taken push, Duration pause) {
      putOff.add(new PutOff(push, pause, putOff.size()));
    }

    private static Duration shorter(Duration one, Duration other) {
      return one.compareTo(other) < 0 ? one : other;
    }
  }

  void add(Taken push) {
    lines.add(push);
  }

  /**
   * Chooses.
   *
   * @param room the most to send
   * @param share this worker's part of each limit
   * @param untaken how many more there are on the topic
   * @param holdsUp whether a push holds up what lies behind it
   */
  Choice choose(Instant now, int room, double share, long untaken, Predicate<Taken> holdsUp) {
    Choice choice = new Choice(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    spread.pass(now, waiting() + untaken);
    lines.forgetEmpty(now, share);
    for (QuotaLine line : lines.inTurn(turns++)) {
      while (!line.isEmpty() && choice.toSend.size() < room) {
        if (!chooseFirst(line, choice, now, share)) {
          break;
        }
      }
      makeWay(line, choice, now, share, holdsUp);
    }
    devices
        .removeFar(now, patience, holdsUp)
        .forEach(far -> choice.makeWay(far.push(), far.turn(), now));
    return choice;
  }

  /** Those of a line whose turn its limit puts off for long. */
  private void makeWay(
      QuotaLine line, Choice choice, Instant now, double share, Predicate<Taken> holdsUp) {
    Pace pace = line.quota().pace();
    int patient = pace.within(patience, share);
    if (line.size() > patient) {
      line.removeBehind(patient, holdsUp)
          .forEach((others, push) -> choice.makeWay(push, pace.wait(others, share), now));
    }
  }

  /** Whether the first of a line could leave it. */
  private boolean chooseFirst(QuotaLine line, Choice choice, Instant now, double share) {
    Taken first = line.first();
    if (!now.isBefore(first.push().expires())) {
      choice.expired.add(line.removeFirst());
      return true;
    }
    if (devices.has(first.device())) {
      devices.add(line.removeFirst(), now);
      return true;
    }
    Quota quota = line.quota();
    Duration closed = quota.closedFor(first.push().app(), now);
    if (closed.compareTo(patience) > 0 || (closed.isPositive() && quota.isOpen(now))) {
      choice.putOff(line.removeFirst(), closed);
      return true;
    }
    if (!spread.hasOne() || !quota.pace().take(now, share)) {
      return false;
    }
    spread.take();
    devices.begin(first);
    choice.toSend.add(line.removeFirst());
    return true;
  }

  /**
   * What was sent has its answer: the next of its device may be, unless its quota or its app is to
   * wait. Answers what it comes to.
   */
  Answer end(Taken push, Answer said, Instant now) {
    end(push, now);
    String app = push.push().app();
    Answer answer = trusts.judge(app, said);
    if (answer instanceof Answer.Throttled throttled) {
      Instant until = now.plus(throttled.pause());
      if (said instanceof Answer.Throttled) {
        lines.quota(push).close(until);
      } else { // its own settings are likely to be wrong
        lines.quota(push).close(app, until);
      }
    }
    return answer;
  }

  /** What was chosen needs no sending: the next of its device may be. */
  void end(Taken push, Instant now) {
    lines.addFirst(devices.end(push, now));
  }

  /** What was chosen could not be sent: it is the first of its line again. */
  void takeBack(List<Taken> pushes, Instant now) {
    for (Taken push : pushes.reversed()) {
      end(push, now);
      lines.addFirst(List.of(push));
    }
  }

  /** Forgets those that wait and are meant. */
  void forget(Predicate<Taken> which) {
    lines.forget(which);
    devices.forget(which);
  }

  /** How many wait. */
  int waiting() {
    return lines.waiting() + devices.waiting();
  }
}
