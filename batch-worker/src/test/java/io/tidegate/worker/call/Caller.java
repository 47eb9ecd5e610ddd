package io.tidegate.worker.call;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.ResponseClass;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lane's calls without the lane: the real client on one event loop, and calls when they are
 * wanted.
 */
final class Caller implements AutoCloseable {

  /** One event loop, that several callers may share as lanes do. */
  static final class Loop implements AutoCloseable {
    final Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    final Context context = vertx.getOrCreateContext();
    final Clients clients;
    final AtomicLong ids = new AtomicLong();

    Loop(Function<String, Clients.Certificates> bundles) {
      clients = new Clients(vertx, bundles, new BodyRoom(32 << 20));
    }

    Loop() {
      this(
          name -> {
            throw new IllegalArgumentException("no bundle " + name);
          });
    }

    <T> T on(Callable<T> act) {
      CompletableFuture<T> done = new CompletableFuture<>();
      context.runOnContext(
          run -> {
            try {
              done.complete(act.call());
            } catch (Exception e) {
              done.completeExceptionally(e);
            }
          });
      return done.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(20, TimeUnit.SECONDS)
          .join();
    }
  }

  final Loop loop;
  final Terms terms;
  final Endpoints endpoints;

  /** This caller's clock, in nanoseconds; it goes on only when a test moves it. */
  final AtomicLong clock = new AtomicLong(1_000_000_000_000L);

  Caller(Loop loop, String policy) {
    this.loop = loop;
    this.terms = new Terms(1, 1, policy(policy));
    this.endpoints =
        new Endpoints(
            loop.clients,
            terms.policy().access(),
            terms.policy().maxInFlight(),
            this::now,
            new SplittableRandom(1));
  }

  static Policy policy(String yaml) {
    var reading = PolicyReader.parse("p.yaml", yaml);
    if (!reading.isValid()) {
      throw new AssertionError(reading.errors());
    }
    return reading.policies().getFirst();
  }

  long now() {
    return clock.get();
  }

  Refresh refresh(String user) {
    return new Refresh(terms, user, null, Map.of(), null);
  }

  /** Makes the next call of a refresh as soon as a connection stands; ends it as a lane does. */
  CompletableFuture<Exchange> call(Refresh refresh) {
    CompletableFuture<Exchange> ended = new CompletableFuture<>();
    loop.context.runOnContext(run -> attempt(refresh, ended));
    return ended.orTimeout(60, TimeUnit.SECONDS);
  }

  private void attempt(Refresh refresh, CompletableFuture<Exchange> ended) {
    try {
      endpoints.prepare(1);
      Exchange exchange =
          endpoints.room() == 0
              ? null
              : Exchange.start(
                  endpoints,
                  endpoints,
                  refresh,
                  "T" + loop.ids.incrementAndGet(),
                  this::now,
                  Long.MAX_VALUE,
                  ended::complete);
      if (exchange == null) {
        if (!ended.isDone()) {
          loop.vertx.setTimer(2, again -> attempt(refresh, ended));
        }
        return;
      }
      loop.vertx.setTimer(
          terms.policy().timeouts().response().toMillis(),
          late -> exchange.giveUp(Exchange.Trouble.TIMEOUT));
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  Exchange answerTo(String user) {
    return call(refresh(user)).join();
  }

  ResponseClass meaning(Exchange exchange) {
    return loop.on(() -> terms.classify(exchange));
  }

  ResponseClass classOf(String user) {
    return meaning(answerTo(user));
  }

  /** Asks until the fact holds, on the event loop, opening connections meanwhile. */
  void until(String fact, Callable<Boolean> holds) {
    until(fact, holds, true);
  }

  /** The same, without opening any. */
  void untilAlone(String fact, Callable<Boolean> holds) {
    until(fact, holds, false);
  }

  private void until(String fact, Callable<Boolean> holds, boolean prepares) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!loop.on(holds)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not come true: " + fact);
      }
      loop.on(
          () -> {
            if (prepares) {
              endpoints.prepare(1);
            }
            return true;
          });
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Nullable Exchange start(Refresh refresh, java.util.function.Consumer<Exchange> onEnd) {
    return loop.on(
        () ->
            Exchange.start(
                endpoints,
                endpoints,
                refresh,
                "T" + loop.ids.incrementAndGet(),
                this::now,
                Long.MAX_VALUE,
                onEnd));
  }

  @Override
  public void close() {
    loop.on(
        () -> {
          endpoints.close();
          return true;
        });
  }
}
