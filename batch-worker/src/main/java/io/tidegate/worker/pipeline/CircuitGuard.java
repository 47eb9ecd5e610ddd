package io.tidegate.worker.pipeline;

/**
 * Says whether calls of an institution may start: the place where the cluster's circuit joins. It
 * is asked at every ticket, on the I/O thread, and must answer from memory.
 */
public interface CircuitGuard {
  /**
   * Whether a scheduled call may start.
   *
   * @param institutionId the institution's number
   * @param now nanoseconds since 1970 by the database's clock
   */
  boolean admits(int institutionId, long now);

  /** The part of an institution's tickets that may be used, above 0, at most 1. */
  double rateFactor(int institutionId);
}
