package io.tidegate.worker.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Rehearses, starts the pipeline's threads, and stops them in the order in which nothing is lost:
 * nothing new starts; calls in flight finish, for a while; what has not begun is given back; bodies
 * go out; outcomes are settled; tallies go out.
 */
final class PipelineLifecycle implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineLifecycle.class);

  /**
   * Begins before the listener of commands, which has the last phase but few, and ends after it.
   */
  private static final int PHASE = Integer.MAX_VALUE - 10_000;

  private static final Duration LAST_SENDS = Duration.ofSeconds(5);

  private final Gate gate;
  private final Rehearsal rehearsal;
  private final InstitutionStates states;
  private final EventLoops loops;
  private final PacingClock clock;
  private final Outbox outbox;
  private final Settler settler;
  private final TallyDesk tallies;
  private final MinutePipeline pipeline;
  private final ExecutorService claimThreads;
  private final PipelineSettings settings;
  private volatile boolean running;

  PipelineLifecycle(
      Gate gate,
      Rehearsal rehearsal,
      InstitutionStates states,
      EventLoops loops,
      PacingClock clock,
      Outbox outbox,
      Settler settler,
      TallyDesk tallies,
      MinutePipeline pipeline,
      ExecutorService claimThreads,
      PipelineSettings settings) {
    this.gate = gate;
    this.rehearsal = rehearsal;
    this.states = states;
    this.loops = loops;
    this.clock = clock;
    this.outbox = outbox;
    this.settler = settler;
    this.tallies = tallies;
    this.pipeline = pipeline;
    this.claimThreads = claimThreads;
    this.settings = settings;
  }

  @Override
  public void start() {
    running = true;
    rehearsal.run(settings.rehearsal());
    states.start();
    settler.start();
    outbox.start();
    tallies.start();
    clock.start();
  }

  @Override
  public void stop() {
    if (!running) {
      return;
    }
    running = false;
    gate.stop();
    pipeline.close();
    onEach((thread, stop) -> stop.run(), false);
    awaitCalls();
    // Whoever was stopped meanwhile may not have seen answers that are there.
    onEach(IoThread::afterReading, true);
    outbox.drain(LAST_SENDS);
    settler.drain(LAST_SENDS);
    tallies.flush(LAST_SENDS.dividedBy(2));
    clock.close();
    outbox.close();
    settler.close();
    tallies.close();
    states.close();
    claimThreads.shutdownNow();
    loops.close();
  }

  private void awaitCalls() {
    long end = System.nanoTime() + settings.stopGrace().toNanos();
    int left = inFlight();
    while (left > 0 && System.nanoTime() < end) {
      Pause.atMost(Duration.ofMillis(20));
      left = inFlight();
    }
    if (left > 0) {
      LOG.warn("{} calls had no answer within {}; they are given up", left, settings.stopGrace());
    }
  }

  private int inFlight() {
    return loops.threads().stream().mapToInt(IoThread::inFlight).sum();
  }

  /** Stops each thread, on it, when it says. */
  private void onEach(BiConsumer<IoThread, Runnable> when, boolean atOnce) {
    List<IoThread> threads = loops.threads();
    CountDownLatch done = new CountDownLatch(threads.size());
    for (IoThread thread : threads) {
      thread.post(
          () ->
              when.accept(
                  thread,
                  () -> {
                    try {
                      thread.stop(atOnce);
                    } finally {
                      done.countDown();
                    }
                  }));
    }
    try {
      if (!done.await(LAST_SENDS.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("an I/O thread does not answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
