package io.tidegate.push.preview;

import io.tidegate.messages.LinkPreview;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pages on threads of its own, and keeps what they show. What waits is bounded, and in memory
 * only: a link that is dropped is asked for again by the next push that has it.
 */
final class PageReadings implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageReadings.class);

  /** When what may pass is tried again. */
  private static final Duration SOON = Duration.ofHours(1);

  private final PageReader reader;
  private final KeptPreviews kept;
  private final PreviewMetrics metrics;
  private final PreviewSettings settings;
  private final InstantSource clock;
  private final Set<UUID> asked = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads;

  PageReadings(
      PageReader reader,
      KeptPreviews kept,
      PreviewMetrics metrics,
      PreviewSettings settings,
      InstantSource clock) {
    this.reader = reader;
    this.kept = kept;
    this.metrics = metrics;
    this.settings = settings;
    this.clock = clock;
    this.threads =
        new ThreadPoolExecutor(
            settings.atOnce(),
            settings.atOnce(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(settings.waiting()),
            Thread.ofVirtual().name("preview-", 0).factory());
    metrics.watch(threads);
  }

  /**
   * Asks for a page; does not wait.
   *
   * @param told what is known afterwards; on another thread
   */
  void ask(String link, UUID key, Consumer<Kept> told) {
    if (!settings.enabled() || !asked.add(key)) {
      return;
    }
    try {
      threads.execute(
          () -> {
            try {
              told.accept(read(link, key));
            } catch (RuntimeException e) { // the database is away, as a rule
              LOG.warn("what a link shows could not be kept", e);
            } finally {
              asked.remove(key);
            }
          });
    } catch (RejectedExecutionException e) {
      asked.remove(key);
      metrics.dropped();
    }
  }

  private Kept read(String link, UUID key) {
    Kept before = kept.of(List.of(key)).getOrDefault(key, Kept.NOTHING);
    Instant now = clock.instant();
    if (before.isFresh(now)) { // another has read it
      return before;
    }
    long began = System.nanoTime();
    try {
      LinkPreview preview = look(link);
      Instant until = now.plus(settings.refresh());
      kept.saw(key, preview, now, until);
      metrics.read("seen", System.nanoTime() - began);
      return new Kept(preview, until);
    } catch (Unseen unseen) {
      NoPreview why = unseen.why();
      Instant until = now.plus(why.isPassing() ? SOON : settings.refresh());
      kept.missed(key, why, now, until);
      metrics.read(why.word(), System.nanoTime() - began);
      return new Kept(why.isPassing() ? before.preview() : null, until);
    }
  }

  private LinkPreview look(String link) throws Unseen {
    try {
      return reader.read(link);
    } catch (RuntimeException | StackOverflowError e) { // a stranger's page: anything may be in it
      LOG.warn("a page could not be read", e);
      throw new Unseen(NoPreview.FAULT, e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
