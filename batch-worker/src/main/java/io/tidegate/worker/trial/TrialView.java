package io.tidegate.worker.trial;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trial and the calls it has made.
 *
 * @param id its number
 * @param institution code of the institution
 * @param user the user
 * @param askedAt when it was asked for
 * @param finishedAt when it was over, or null
 * @param outcome what it came to, or null
 * @param calls its calls in order, after the one the question named
 */
record TrialView(
    long id,
    String institution,
    String user,
    Instant askedAt,
    @Nullable Instant finishedAt,
    @Nullable String outcome,
    List<Call> calls) {

  TrialView with(List<Call> made) {
    return new TrialView(id, institution, user, askedAt, finishedAt, outcome, made);
  }

  /** One call: what was sent, what came back, what was made of it. */
  record Call(
      int sequence,
      String transactionId,
      String call,
      @Nullable String object,
      int page,
      String request,
      @Nullable Integer status,
      @Nullable String code,
      String responseClass,
      @Nullable String answer,
      long answerBytes,
      Instant startedAt,
      long durationMicros) {}
}
