package io.tidegate.worker.pipeline;

import io.tidegate.policy.Auth;
import io.tidegate.worker.call.CallsToDo;
import io.tidegate.worker.call.Refresh;
import io.tidegate.worker.call.Sinces;
import io.tidegate.worker.call.Terms;
import io.tidegate.worker.ring.Claim;
import io.tidegate.worker.ring.ClaimRequest;
import io.tidegate.worker.ring.Claimant;
import io.tidegate.worker.ring.ClaimedUser;
import io.tidegate.worker.ring.Claims;
import io.tidegate.worker.ring.PageKey;
import io.tidegate.worker.ring.Retry;
import io.tidegate.worker.ring.Rules;
import io.tidegate.worker.server.Registration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Claims pages of the ring, and makes refreshes of their users. */
final class Pages {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  private static final int ATTEMPTS = 3;

  private final Claims claims;
  private final Tokens tokens;
  private final InstitutionStates states;
  private final DatabaseTime time;
  private final Gate gate;
  private final AtomicLong numbers = new AtomicLong();

  Pages(Claims claims, Tokens tokens, InstitutionStates states, DatabaseTime time, Gate gate) {
    this.claims = claims;
    this.tokens = tokens;
    this.states = states;
    this.time = time;
    this.gate = gate;
  }

  /**
   * Claims the page of a span; again under the same number if the answer was lost.
   *
   * @param begin from when on it is used, in nanoseconds since 1970
   * @param users how many are wanted; 0 only takes the span's tickets
   */
  Claimed claim(LaneMinute minute, int span, long begin, int users, Terms terms) {
    Registration registration = gate.open();
    if (registration == null) {
      return new Claimed.No("nothing may start in this process");
    }
    Instant first = LaneMinute.instant(minute.spanStart(span));
    ClaimRequest request =
        new ClaimRequest(
            new PageKey(terms.institutionId(), minute.command().lane(), first),
            minute.command().lanes(),
            minute.command().spanSeconds(),
            users,
            new Claimant(registration.number(), numbers.getAndIncrement()),
            Rules.of(terms.policy(), first));
    long end = minute.spanStart(span) + minute.span();
    for (int attempt = 1; ; attempt++) {
      long before = time.nanoTime();
      try {
        Claim claim = claims.claim(request);
        return answered(claim, before, time.nanoTime(), begin, end, terms);
      } catch (DataAccessException e) {
        LOG.warn("a claim of {} got no answer", minute.command(), e);
        if (attempt == ATTEMPTS || time.getAsLong() >= end || gate.open() == null) {
          return new Claimed.No("the database did not answer");
        }
      }
    }
  }

  private Claimed answered(
      Claim claim, long before, long after, long begin, long end, Terms terms) {
    time.answered(before, after, claim.databaseNow());
    states.told(
        terms.institutionId(),
        claim.state().version(),
        claim.state().blockedUntil(),
        claim.state().rateFactor());
    return switch (claim) {
      case Claim.Granted granted ->
          new Claimed.Yes(
              new ClaimedPage(begin, end, work(granted, before, terms), granted.othersOpenUsers()));
      case Claim.Refused refused ->
          refused.reason() == Claim.Reason.TAKEN
              ? new Claimed.Taken()
              : new Claimed.No(refused.reason().toString());
    };
  }

  private List<Work> work(Claim.Granted granted, long before, Terms terms) {
    OpenPage page = new OpenPage(granted.page(), before + granted.page().lasts().toNanos());
    Map<String, String> bearer =
        terms.policy().auth() == Auth.BEARER
            ? tokens.of(terms.institutionId(), granted.users())
            : Map.of();
    List<Work> work = new ArrayList<>(granted.users().size());
    for (ClaimedUser user : granted.users()) {
      Retry retry = user.retry();
      Refresh refresh =
          new Refresh(
              terms,
              user.user(),
              bearer.get(user.user()),
              Sinces.parse(user.sinces()),
              retry == null ? null : progress(retry.progress()));
      if (retry != null && retry.trace() != null) {
        refresh.trace();
      }
      work.add(new Work(page, user, refresh));
    }
    return work;
  }

  private static @Nullable CallsToDo progress(@Nullable String text) {
    try {
      return text == null ? null : CallsToDo.parse(text);
    } catch (IllegalArgumentException e) {
      LOG.error("a retry row's calls to do cannot be read; all calls are made", e);
      return null;
    }
  }
}
