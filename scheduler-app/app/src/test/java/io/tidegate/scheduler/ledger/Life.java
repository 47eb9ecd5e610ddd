package io.tidegate.scheduler.ledger;

import io.tidegate.policy.Round;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One consent's life, acted out event by event, with what a bookkeeper who watched it wrote down
 * for one day. The naive model that the ledger's queries are held against.
 */
final class Life {
  final Instant born;
  final @Nullable Instant gone;
  final List<Instant> successes = new ArrayList<>();
  final List<Instant> givenUpAt = new ArrayList<>();
  final List<Instant> givenUpUntil = new ArrayList<>();

  long carriedIn;
  long newlyEligible;
  long refreshed;
  long failed;
  long withdrawn;
  long carriedOver;

  private Life(Instant born, @Nullable Instant gone) {
    this.born = born;
    this.gone = gone;
  }

  /**
   * Acts one out.
   *
   * @param nextRound when the round after an instant begins
   */
  static Life act(
      RandomGenerator random,
      Round round,
      UnaryOperator<Instant> nextRound,
      Instant from,
      Instant until) {
    Duration day = Duration.between(from, until);
    Instant born = from.minus(day.multipliedBy(12)).plusSeconds(seconds(random, day, 12.9));
    @Nullable Instant gone =
        random.nextInt(4) > 0 ? null : born.plusSeconds(1 + seconds(random, day, 13));
    Life life = new Life(born, gone);
    life.live(random, round, nextRound, from, until);
    return life;
  }

  private static long seconds(RandomGenerator random, Duration day, double days) {
    return (long) (random.nextDouble() * days * day.toSeconds());
  }

  private void live(
      RandomGenerator random,
      Round round,
      UnaryOperator<Instant> nextRound,
      Instant from,
      Instant until) {
    Instant end = gone == null ? until : gone;
    Instant waitsFrom = born;
    boolean over = false;
    while (!over) {
      // It waits from waitsFrom on, if it still lives then and the day is not over.
      if (!waitsFrom.isBefore(end) || !waitsFrom.isBefore(until)) {
        return;
      }
      if (!waitsFrom.isBefore(from)) {
        newlyEligible++;
      }
      long longest = Math.max(10, round.nominal().toSeconds());
      Instant exit = waitsFrom.plusSeconds(1 + random.nextLong(longest));
      boolean leaves = gone != null && !exit.isBefore(gone);
      Instant stops = leaves ? end : exit;
      if (waitsFrom.isBefore(from) && !stops.isBefore(from)) {
        carriedIn++;
      }
      if (!stops.isBefore(until)) {
        carriedOver++;
        return;
      }
      boolean today = !stops.isBefore(from);
      if (leaves) {
        withdrawn += today ? 1 : 0;
        over = true;
      } else if (random.nextInt(5) == 0) {
        failed += today ? 1 : 0;
        Instant barred =
            round instanceof Round.PerPeriod ? round.end(exit) : exit.plus(round.nominal());
        givenUpAt.add(exit);
        givenUpUntil.add(barred);
        waitsFrom = barred;
      } else {
        refreshed += today ? 1 : 0;
        successes.add(exit);
        waitsFrom = nextRound.apply(exit);
      }
    }
  }
}
