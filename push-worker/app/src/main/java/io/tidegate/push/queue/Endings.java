package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was delivered and what was given up, until the database has it: only then is it done. What
 * the database refuses for ever holds up nothing else. For one thread.
 */
final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

  private record Delivered(Push push, Runnable done, Consumer<String> refused) {}

  private record Dead(Letter letter, Runnable done) {}

  private final Books books;
  private final Deque<Delivered> delivered = new ArrayDeque<>();
  private final Deque<Dead> dead = new ArrayDeque<>();

  Endings(Books books) {
    this.books = books;
  }

  /**
   * A push that its push service has.
   *
   * @param done called when it is written down
   * @param refused called, with the reason, if the database will not have it
   */
  void delivered(Push push, Runnable done, Consumer<String> refused) {
    delivered.add(new Delivered(push, done, refused));
  }

  /**
   * A letter that is on the topic of dead letters.
   *
   * @param done called when it is written down, or cannot be
   */
  void dead(Letter letter, Runnable done) {
    dead.add(new Dead(letter, done));
  }

  boolean isEmpty() {
    return delivered.isEmpty() && dead.isEmpty();
  }

  /** Writes all of it down; what this throws on is still there the next time. */
  void settle() {
    if (isEmpty()) {
      return;
    }
    String refused =
        refused(
            () ->
                books.settle(
                    delivered.stream().map(Delivered::push).toList(),
                    dead.stream().map(Dead::letter).toList()));
    if (refused != null) {
      settleOneByOne();
      return;
    }
    delivered.forEach(one -> one.done().run());
    delivered.clear();
    dead.forEach(one -> one.done().run());
    dead.clear();
  }

  private void settleOneByOne() {
    for (Delivered one = delivered.peek(); one != null; one = delivered.peek()) {
      Push push = one.push();
      String refused = refused(() -> books.settle(List.of(push), List.of()));
      if (refused == null) {
        one.done().run();
      } else {
        one.refused().accept(refused);
      }
      delivered.remove();
    }
    for (Dead one = dead.peek(); one != null; one = dead.peek()) {
      Letter letter = one.letter();
      if (refused(() -> books.settle(List.of(), List.of(letter))) != null) {
        keepRaw(letter);
      }
      one.done().run();
      dead.remove();
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
}
