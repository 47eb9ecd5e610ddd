package io.tidegate.standalone;

import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a system, servers and programs, and what may be done to each while it runs. Their
 * names are those in what is said of them, such as {@code batch-worker 1}.
 */
public final class Parts {
  private final Map<String, Keeper> keepers = new ConcurrentHashMap<>();
  private final Consumer<String> say;
  private volatile Consumer<String> ended = part -> {};

  Parts(Consumer<String> say) {
    this.say = say;
  }

  /** One more; not begun yet. */
  Keeper keep(String part, Service service) {
    Keeper keeper = new Keeper(service, say, () -> ended.accept(part));
    keepers.put(part, keeper);
    return keeper;
  }

  /** It is no part any more. */
  void forget(String part) {
    keepers.remove(part);
  }

  /** Who is told, at once, that a part has ended, by itself or here, by its name. */
  public void whenEnds(Consumer<String> told) {
    ended = told;
  }

  /**
   * The process of a part in its present life; null while it is away, or if there is no such part.
   */
  public @Nullable ProcessHandle process(String part) {
    Keeper keeper = keepers.get(part);
    return keeper == null ? null : keeper.process();
  }

  /** Ends a part in good order; it is started again. */
  public void restart(String part) throws IOException {
    keeper(part).end();
  }

  /** Kills a part (SIGKILL), which stays away until it is brought back. */
  public void takeAway(String part) throws IOException {
    Keeper keeper = keeper(part);
    keeper.hold();
    keeper.kill();
  }

  /** Brings back what was taken away. */
  public void bringBack(String part) {
    keeper(part).release();
  }

  private Keeper keeper(String part) {
    Keeper keeper = keepers.get(part);
    if (keeper == null) {
      throw new IllegalArgumentException(
          "there is no %s here, only %s".formatted(part, new TreeSet<>(keepers.keySet())));
    }
    return keeper;
  }
}
