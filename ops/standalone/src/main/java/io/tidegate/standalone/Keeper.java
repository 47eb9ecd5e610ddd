package io.tidegate.standalone;

import io.tidegate.embedded.Sessions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a service up: whenever it ends by itself it is started again, after pauses that double from
 * a second to half a minute, and every such event is said. A service that has lived for a minute
 * begins with a second again. It may be held: then it stays away until it is released.
 */
final class Keeper {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private final Service service;
  private final Consumer<String> say;
  private final Runnable ended;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<Void> up = new CompletableFuture<>();
  private volatile Service.@Nullable Running running;
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile boolean unwanted;

  /**
   * Not begun yet.
   *
   * @param ended told at once when the service has ended, also when it was ended here
   */
  Keeper(Service service, Consumer<String> say, Runnable ended) {
    this.service = service;
    this.say = say;
    this.ended = ended;
    this.thread = Thread.ofPlatform().name("keep " + service.name()).unstarted(this::keep);
  }

  void begin() {
    thread.start();
  }

  /**
   * Waits for the first start.
   *
   * @throws IOException when it failed; then the service is not kept
   */
  void awaitUp() throws IOException {
    try {
      up.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + service.name() + " started", e);
    }
  }

  /** The process of the present life; null between two lives. */
  @Nullable ProcessHandle process() {
    Service.Running now = running;
    return now == null || !now.process().isAlive() ? null : now.process();
  }

  /** Once it ends, it stays away. */
  void hold() {
    held = new CountDownLatch(1);
  }

  /** Starts it again, if it was held and has ended. */
  void release() {
    held.countDown();
  }

  /** Kills the present life (SIGKILL); one that is just beginning, as soon as it has begun. */
  void kill() throws IOException {
    unwanted = true;
    ProcessHandle now = process();
    if (now != null) {
      Sessions.kill(now);
    }
  }

  /** Ends the present life in good order; it is started again unless it is held. */
  void end() throws IOException {
    Service.Running now = running;
    if (now != null) {
      now.stop();
    }
  }

  /** Stops the service for good; returns when its process is gone. */
  void stop() throws IOException {
    stopping.countDown();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while stopping " + service.name(), e);
    }
    Service.Running last = running;
    if (last != null) {
      last.stop();
    }
  }

  private void keep() {
    Duration pause = FIRST_PAUSE;
    try {
      while (stopping.getCount() > 0) {
        long began = System.nanoTime();
        boolean came = start();
        if (!came && up.isCompletedExceptionally()) {
          return;
        }
        if (came) {
          awaitEnd();
          ended.run();
          if (System.nanoTime() - began > SETTLED.toNanos()) {
            pause = FIRST_PAUSE;
          }
          say.accept(
              held.getCount() > 0
                  ? service.name() + " has ended and stays away"
                  : "%s has ended; starting it again in %d s"
                      .formatted(service.name(), pause.toSeconds()));
        }
        if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        held.await();
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread()
          .interrupt(); // only stop() interrupts this thread, and it does the rest
    } finally {
      up.completeExceptionally(new IOException(service.name() + " was stopped"));
    }
  }

  /** One start; false when it failed. */
  private boolean start() {
    try {
      running = null;
      unwanted = false;
      Service.Running life = service.start();
      running = life;
      if (unwanted) {
        Sessions.kill(life.process());
      } else if (!up.complete(null)) {
        say.accept(service.name() + " is up again");
      }
      return true;
    } catch (IOException | RuntimeException e) {
      if (!up.completeExceptionally(e) && stopping.getCount() > 0) {
        say.accept(service.name() + " did not start: " + e.getMessage());
      }
      return false;
    }
  }

  private void awaitEnd() throws InterruptedException {
    Service.Running now = running;
    try {
      if (now != null) {
        now.gone().get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot watch " + service.name(), e);
    }
  }
}
