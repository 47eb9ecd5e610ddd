package io.tidegate.worker.pipeline;

import io.tidegate.messages.Tally;
import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Terms;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The counts of one I/O thread's calls, on their way to the tallies. I/O thread only. */
final class CallBooks {
  private final Tallying tallies;
  private final Map<Integer, MinuteCells.Book> books = new HashMap<>();

  CallBooks(Tallying tallies) {
    this.tallies = tallies;
  }

  /**
   * Counts a call.
   *
   * @param startedAt nanoseconds since 1970
   * @param call its index in the terms
   * @param nanos from its start to its outcome
   */
  void count(Terms terms, long startedAt, int call, ResponseClass meaning, long nanos) {
    books
        .computeIfAbsent(terms.institutionId(), id -> new MinuteCells.Book())
        .count(terms, startedAt, call, meaning, nanos);
  }

  /** An institution asks for a pause: that goes out at once, with its counts so far. */
  void asked(Terms terms, Instant blockedUntil, String reason) {
    MinuteCells.Book book = books.get(terms.institutionId());
    tallies.blocked(
        terms.institutionId(),
        terms.policy().code(),
        book == null ? List.of() : book.drain(),
        blockedUntil,
        reason);
  }

  /** Hands all counts over. */
  void handOver() {
    books.forEach(
        (institutionId, book) -> {
          List<Tally.Count> counts = book.drain();
          if (!counts.isEmpty()) {
            tallies.counted(institutionId, counts);
          }
        });
  }
}
