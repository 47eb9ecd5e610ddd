package io.tidegate.worker.pipeline;

import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Terms;
import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.trial.TrialCall;
import java.time.Duration;
import java.time.Instant;

/**
 * What becomes of an answer, apart from its refresh: it is counted and obeyed; its body is
 * published, or its failure kept. I/O thread only.
 */
final class Answers {
  private final int institutionId;
  private final IoThread io;
  private final Reins reins;
  private final LaneCounts counts;
  private final Wishes wishes = new Wishes();

  Answers(int institutionId, IoThread io, Reins reins, LaneCounts counts) {
    this.institutionId = institutionId;
    this.io = io;
    this.reins = reins;
    this.counts = counts;
  }

  /**
   * Takes an answer, or what came in place of one.
   *
   * @param registration number of the registration under which the call was made
   * @return what it means
   */
  ResponseClass take(Work work, Exchange exchange, long registration, long now) {
    Terms under = exchange.refresh().terms();
    ResponseClass meaning = under.classify(exchange);
    long nanos = now - exchange.startedAt();
    counts.ended(meaning);
    io.books().count(under, exchange.startedAt(), exchange.callIndex(), meaning, nanos);
    obey(under, meaning, exchange, now);
    if (!meaning.isSuccess()) {
      io.landing().failed(failure(exchange, meaning, nanos, registration));
    } else if (under.policy().bodies() && exchange.hasBody()) {
      io.landing().body(new Body(work, exchange));
    }
    Long trial = work.trial();
    if (trial != null) {
      io.show(shown(trial, work, exchange, meaning, nanos));
    }
    return meaning;
  }

  /** Does what the institution asks for, here at once, and tells all others. */
  private void obey(Terms under, ResponseClass meaning, Exchange exchange, long now) {
    Instant until = wishes.heard(meaning, exchange, LaneMinute.instant(now));
    if (until != null && reins.block(until)) {
      io.books().asked(under, until, meaning.word() + " (" + exchange.status() + ")");
    }
  }

  private CallFailure failure(
      Exchange exchange, ResponseClass meaning, long nanos, long registration) {
    return new CallFailure(
        exchange.transactionId(),
        institutionId,
        exchange.refresh().user(),
        exchange.refresh().terms().callName(exchange.callIndex()),
        exchange.object(),
        exchange.page(),
        meaning,
        exchange.status() == 0 ? null : exchange.status(),
        exchange.code(),
        LaneMinute.instant(exchange.startedAt()),
        Duration.ofNanos(Math.max(0, nanos)),
        registration);
  }

  private static TrialCall shown(
      long trial, Work work, Exchange exchange, ResponseClass meaning, long nanos) {
    return new TrialCall(
        trial,
        work.nextCall(),
        exchange.transactionId(),
        exchange.refresh().terms().callName(exchange.callIndex()),
        exchange.object(),
        exchange.page(),
        exchange.requestText(),
        exchange.status() == 0 ? null : exchange.status(),
        exchange.code(),
        meaning,
        exchange.answerText(),
        LaneMinute.instant(exchange.startedAt()),
        Duration.ofNanos(Math.max(0, nanos)));
  }
}
