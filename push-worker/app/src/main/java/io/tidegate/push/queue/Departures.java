package io.tidegate.push.queue;

import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Says which of the pushes that wait may be sent now: in the order they came, one at a time per
 * device, as fast as their quota allows. What is past its time to live leaves; what would have to
 * wait long makes way: while its quota is closed, and where nothing behind it is read for its sake.
 * For one thread.
 */
final class Departures {
  private final Lines lines;
  private final QuarterSpread spread;
  private final Duration patience;
  private final Trusts trusts;

  /** Apps whose settings are likely to be wrong, and until when they wait. */
  private final Map<String, Instant> suspended = new HashMap<>();

  private int turns;

  Departures(Lines lines, QuarterSpread spread, Duration patience, Trusts trusts) {
    this.lines = lines;
    this.spread = spread;
    this.patience = patience;
    this.trusts = trusts;
  }

  /**
   * A push that makes way.
   *
   * @param pause how long its quota is closed, or has others to send
   */
  record PutOff(Taken push, Duration pause) {}

  /**
   * What may be done now.
   *
   * @param toSend each to be ended or taken back
   */
  record Choice(List<Taken> toSend, List<Taken> expired, List<PutOff> putOff) {}

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
    spread.pass(now, lines.waiting() + untaken);
    lines.forgetEmpty(pace -> pace.isAtRest(now, share));
    for (QuotaLine line : lines.inTurn(turns++)) {
      while (!line.isEmpty() && choice.toSend.size() < room) {
        if (!chooseFirst(line, choice, now, share)) {
          break;
        }
      }
      makeWay(line, choice, now, share, holdsUp);
    }
    return choice;
  }

  /**
   * Who would wait long for the limit of its quota, and holds up others, comes back at its turn;
   * but with enough of its life left to be tried.
   */
  private void makeWay(
      QuotaLine line, Choice choice, Instant now, double share, Predicate<Taken> holdsUp) {
    Pace pace = line.pace();
    int patient = pace.within(patience, share);
    if (line.size() <= patient) {
      return;
    }
    line.removeBehind(patient, holdsUp)
        .forEach(
            (others, push) -> {
              Duration life = Duration.between(now, push.push().expires());
              if (life.isPositive()) {
                Duration turn = shorter(pace.wait(others, share), RetryAfter.MOST);
                choice.putOff.add(new PutOff(push, shorter(turn, life.dividedBy(2))));
              } else {
                choice.expired.add(push);
              }
            });
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whether the first of a line could leave it. */
  private boolean chooseFirst(QuotaLine line, Choice choice, Instant now, double share) {
    if (!now.isBefore(line.first().push().expires())) {
      choice.expired.add(line.removeFirst());
      return true;
    }
    if (lines.waitsForItsDevice(line)) {
      return true;
    }
    Instant until = suspended.get(line.first().push().app());
    if (until != null && now.isBefore(until)) { // the other apps of its quota go on
      choice.putOff.add(new PutOff(line.removeFirst(), Duration.between(now, until)));
      return true;
    }
    Duration closed = line.pace().closedFor(now);
    if (closed.compareTo(patience) > 0) {
      choice.putOff.add(new PutOff(line.removeFirst(), closed));
      return true;
    }
    if (!spread.hasOne() || !line.pace().take(now, share)) {
      return false;
    }
    spread.take();
    choice.toSend.add(lines.begin(line));
    return true;
  }

  /**
   * What was sent has its answer: the next of its device may be, unless its quota is to wait.
   * Answers what it comes to.
   */
  Answer end(Taken push, Answer said, Instant now) {
    end(push);
    Answer answer = trusts.judge(push.push().app(), said);
    if (answer instanceof Answer.Throttled throttled) {
      Instant until = now.plus(throttled.pause());
      if (said instanceof Answer.Throttled) {
        lines.line(push).pace().close(until);
      } else {
        suspended.values().removeIf(over -> !over.isAfter(now));
        suspended.put(push.push().app(), until);
      }
    }
    return answer;
  }

  /** What was chosen needs no sending: the next of its device may be. */
  void end(Taken push) {
    lines.end(push);
  }

  /** What was chosen could not be sent: it is the first of its line again. */
  void takeBack(List<Taken> pushes) {
    for (Taken push : pushes.reversed()) {
      lines.takeBack(push);
    }
  }

  /** Forgets those that wait and are meant. */
  void forget(Predicate<Taken> which) {
    lines.forget(which);
  }

  /** How many wait. */
  int waiting() {
    return lines.waiting();
  }
}
