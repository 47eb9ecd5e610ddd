package io.tidegate.worker.pipeline;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the threads that keep tickets' instants go before compilers, collectors and other processes:
 * {@code SCHED_RR} at the lowest real-time priority (sched(7)). Linux grants it to root and to
 * whoever has {@code CAP_SYS_NICE} or an {@code RLIMIT_RTPRIO}; where it is not granted all goes on
 * as before, a little later. The kernel leaves a part of each second to all others, and threads
 * that such a thread starts are ordinary ones.
 */
final class RealTimePriority {
  private static final Logger LOG = LoggerFactory.getLogger(RealTimePriority.class);
  private static final int SCHED_RR = 2;
  private static final int SCHED_RESET_ON_FORK = 0x40000000;
  private static final int LOWEST = 1;

  private final boolean wanted;

  /**
   * Knows who wants it.
   *
   * @param wanted whether it is to be asked for at all
   */
  RealTimePriority(boolean wanted) {
    this.wanted = wanted && "Linux".equals(System.getProperty("os.name"));
  }

  /** Asks for it, for the calling thread; false if it goes on as before. */
  boolean take() {
    boolean granted = wanted && granted();
    LOG.info(
        "{} runs at {} priority",
        Thread.currentThread().getName(),
        granted ? "real-time" : "the usual");
    return granted;
  }

  @SuppressWarnings("restricted") // a function of POSIX, with the arguments it is declared with
  private static boolean granted() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setScheduler =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("sched_setscheduler"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment priority = arena.allocateFrom(ValueLayout.JAVA_INT, LOWEST);
      return (int) setScheduler.invokeExact(0, SCHED_RR | SCHED_RESET_ON_FORK, priority) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("sched_setscheduler", e);
    }
  }
}
