package io.tidegate.cli;

import java.io.PrintWriter;

/** A bar in a terminal; elsewhere a line per phase, so that a log stays readable. */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean terminal;
  private String phase = "";
  private long permille = -1;
  private int written;

  Progress(PrintWriter out) {
    this(out, Terminal.isTerminal());
  }

  Progress(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows how much of a phase is done; called as often as one likes, from any thread. */
  synchronized void show(String phase, long done, long all, String unit) {
    long now = all == 0 ? 0 : Math.min(1_000, done * 1_000 / all);
    if (phase.equals(this.phase) && now == permille) {
      return;
    }
    if (terminal) {
      bar(phase, now, "%,d of %,d %s".formatted(done, all, unit));
    } else if (!phase.equals(this.phase)) {
      out.printf("%s %,d %s%n", phase, all, unit);
    }
    this.phase = phase;
    this.permille = now;
  }

  private void bar(String phase, long now, String count) {
    int full = (int) (now * WIDTH / 1_000);
    String line =
        "%-9s [%s%s] %3d%%  %s"
            .formatted(phase, "#".repeat(full), " ".repeat(WIDTH - full), now / 10, count);
    out.print("\r" + line + " ".repeat(Math.max(0, written - line.length())));
    out.flush();
    written = line.length();
  }

  /** Leaves the line free for what is said next. */
  synchronized void end() {
    if (written > 0) {
      out.print("\r" + " ".repeat(written) + "\r");
      out.flush();
      written = 0;
    }
  }

  @Override
  public void close() {
    end();
  }
}
