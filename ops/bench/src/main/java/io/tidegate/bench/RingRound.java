package io.tidegate.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One round of some lanes of a ring: pages in turns over the lanes, each settled whole when those
 * that were claimed before it are, a page of each lane ahead. Can be run part by part.
 */
final class RingRound {
  private static final Duration WEEK = Duration.ofDays(7);

  private final RingClaimant claimant;
  private final InstantSource clock;
  private final Instant begins;
  private final int[] lanes;
  private final int of;
  private final int users;
  private final Deque<RingClaimant.Page> open = new ArrayDeque<>();
  private final List<Double> claimMillis = new ArrayList<>();
  private final List<Double> pageMillis = new ArrayList<>();
  private final boolean[] over;
  private long settled;
  private int turn;

  /**
   * A round not begun.
   *
   * @param number which round of the ring this is, from 0; a week each
   * @param lanes the lanes that it makes
   * @param of how many the ring is cut into
   * @param users users of a page
   */
  RingRound(
      RingClaimant claimant,
      InstantSource clock,
      Instant first,
      int number,
      int[] lanes,
      int of,
      int users) {
    this.claimant = claimant;
    this.clock = clock;
    this.begins = first.plus(WEEK.multipliedBy(number));
    this.lanes = lanes.clone();
    this.of = of;
    this.users = users;
    this.over = new boolean[lanes.length];
  }

  /**
   * Goes on until so many more users are settled or the round is over.
   *
   * @return how many were
   */
  long run(long more) throws SQLException {
    long before = settled;
    while (settled - before < more && !isOver()) {
      int i = turn % lanes.length;
      if (!over[i]) {
        claim(i);
      }
      turn++;
      if (open.size() > lanes.length) {
        settle();
      }
    }
    while (!open.isEmpty()) {
      settle();
    }
    return settled - before;
  }

  private boolean isOver() {
    for (boolean each : over) {
      if (!each) {
        return false;
      }
    }
    return true;
  }

  private void claim(int i) throws SQLException {
    Instant span = begins.plusSeconds(turn / lanes.length);
    long began = System.nanoTime();
    RingClaimant.Page page =
        claimant.claim(new RingClaimant.Place(lanes[i], of, begins, span), users);
    claimMillis.add((System.nanoTime() - began) / 1e6);
    over[i] = page.roundOver();
    open.add(page);
  }

  private void settle() throws SQLException {
    RingClaimant.Page page = open.remove();
    long began = System.nanoTime();
    claimant.settle(page, clock.instant());
    pageMillis.add((System.nanoTime() - began) / 1e6 + claimMillis.get(pageMillis.size()));
    settled += page.size();
  }

  /** What claim and settle of each page took together, in ms. */
  Quantiles pages() {
    return Quantiles.of(pageMillis);
  }

  /** What each claim took, in ms. */
  Quantiles claims() {
    return Quantiles.of(claimMillis);
  }
}
