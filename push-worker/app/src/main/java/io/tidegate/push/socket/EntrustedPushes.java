package io.tidegate.push.socket;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.queue.Refusal;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.transaction.support.TransactionTemplate;

/** Pushes that the queue wants to be rid of, until the database keeps them. */
final class EntrustedPushes {
  private record Entrusted(Push push, CompletableFuture<Answer> answer) {}

  private final WaitingPushes waiting;
  private final TransactionTemplate transactions;
  private final Queue<Entrusted> all = new ConcurrentLinkedQueue<>();

  EntrustedPushes(WaitingPushes waiting, TransactionTemplate transactions) {
    this.waiting = waiting;
    this.transactions = transactions;
  }

  /** One more; from any thread. */
  CompletableFuture<Answer> add(Push push) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    all.add(new Entrusted(push, answer));
    return answer;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Keeps some of them, unless they were given up meanwhile; answers those that are kept now. */
  List<Push> keep() {
    List<Entrusted> batch = Batch.of(all).stream().filter(one -> !one.answer().isDone()).toList();
    return store(batch).stream().map(Entrusted::push).toList();
  }

  /** Answers those that are stored; of a batch that the database refuses, each is tried alone. */
  private List<Entrusted> store(List<Entrusted> batch) {
    if (batch.isEmpty()) {
      return batch;
    }
    try {
      transactions.executeWithoutResult(
          status -> waiting.keep(batch.stream().map(Entrusted::push).toList()));
    } catch (RuntimeException e) {
      String refused = Refusal.in(e);
      if (refused == null) {
        batch.forEach(one -> one.answer().completeExceptionally(e));
        throw e;
      }
      if (batch.size() == 1) {
        batch.getFirst().answer().complete(new Answer.Refused("it cannot be stored: " + refused));
        return List.of();
      }
      return batch.stream().flatMap(one -> store(List.of(one)).stream()).toList();
    }
    batch.forEach(one -> one.answer().complete(new Answer.Kept()));
    return batch;
  }
}
