package io.tidegate.scheduler;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test sets; or the machine's, with an error that the test chooses. */
public final class TestClock extends Clock {
  private static final Clock MACHINE = Clock.systemUTC();

  private volatile Clock shown;

  public TestClock(Instant now) {
    this.shown = Clock.fixed(now, ZoneOffset.UTC);
  }

  /** Stands still at an instant. */
  public void set(Instant instant) {
    this.shown = Clock.fixed(instant, ZoneOffset.UTC);
  }

  /** Goes as the machine's clock, but off by this. */
  public void runOffBy(Duration error) {
    this.shown = Clock.offset(MACHINE, error);
  }

  @Override
  public Instant instant() {
    return shown.instant();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("a scheduler asks for instants only");
  }
}
