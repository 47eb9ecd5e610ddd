-- For tests: the terms of a day ledger by a route of their own (scheduler-app's are in V025 and
-- io.tidegate.scheduler.ledger), to show that what the ring keeps of each consent is enough.
--
--   carried in + newly eligible = refreshed + failed for good + withdrawn + carried over
--
-- An obligation is one refresh that a consent is due: it opens when the consent is born (imported or
-- reinstated) and again some time after each success or giving up; it closes with the next success,
-- with giving up, or when the consent is gone: ended, expired, erased, or not used for too long. A
-- consent has at most one open at a time. It opens again after a success
--
--   * when its cycle is due at the nearest turn: success + cycle - half a round (where the cycle is no
--     longer than the round: at once), and not before
--   * the next calendar period begins, where the round is one (p_period_begins: the begin of the one
--     that holds p_from, and all after it up to the first at or after p_until); else, where the cycle
--     is no longer than the round, the next round of its place; and not before
--   * a rolling quota of one has run out (p_rolling: its length, 0 without one);
--   * with the next success at the latest, so that a changed policy or a replay balances too;
--
-- and after giving up when the round of that time ends. Quotas of several are not looked at: who is
-- barred by one still is due. Only refreshed and failed for good are counted from the rows alone;
-- the others from obligations. So a success that closes none, or a row that vanishes (carried in is
-- not what was carried over the day before), is a difference.

CREATE FUNCTION day_ledger_pause(p_cycle interval, p_half_round interval) RETURNS interval
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN ring_seconds(p_cycle) <= ring_seconds(p_half_round * 2)
            THEN interval '0' ELSE ring_seconds(p_cycle) - ring_seconds(p_half_round) END;

CREATE FUNCTION day_ledger_begins(
  p_cycle interval, p_half_round interval, p_period_begins timestamptz[], p_rounds timestamptz[])
RETURNS timestamptz[] LANGUAGE sql IMMUTABLE
RETURN CASE WHEN cardinality(p_period_begins) > 0 THEN p_period_begins
            WHEN ring_seconds(p_cycle) <= ring_seconds(p_half_round * 2)
            THEN p_rounds || timestamptz 'infinity' ELSE '{}' END;

CREATE FUNCTION day_ledger_obligations(
  p_institution integer, p_from timestamptz, p_until timestamptz, p_cycle interval,
  p_half_round interval, p_accessed_within interval, p_period_begins timestamptz[], p_rolling interval)
RETURNS TABLE (opened_at timestamptz, closed_at timestamptz, closed_by text)
LANGUAGE sql STABLE AS $$
  WITH given AS (
    SELECT g.ring_key, g.user_id, array_agg(g.at) AS at, array_agg(g.until) AS until
    FROM given_up AS g WHERE g.institution_id = p_institution
    GROUP BY g.ring_key, g.user_id
  ), life AS (
    SELECT c.eligible_from AS born,
           least(c.ended_at, c.expires_at, c.last_access_at + ring_seconds(p_accessed_within)) AS gone,
           coalesce(make_interval(secs => c.cycle_seconds), p_cycle) AS cycle,
           c.succeeded_before, c.succeeded_at, c.succeeded_earlier,
           g.at AS given_up_at, g.until AS given_up_until,
           ARRAY(SELECT r.began_at FROM lane_round AS r WHERE r.institution_id = p_institution
                 AND c.ring_key BETWEEN r.arc_first AND r.arc_last) AS rounds
    FROM consent AS c LEFT JOIN given AS g ON g.ring_key = c.ring_key AND g.user_id = c.user_id
    WHERE c.institution_id = p_institution
    UNION ALL
    SELECT q.eligible_from, q.gone_at, coalesce(make_interval(secs => q.cycle_seconds), p_cycle),
           q.succeeded_before, q.succeeded_at, q.succeeded_earlier, q.given_up_at, q.given_up_until,
           q.rounds_began
    FROM past_consent AS q WHERE q.institution_id = p_institution
  ), seen AS (                       -- less those that closed before the day and open after it
    SELECT v.* FROM life AS v
    WHERE v.gone >= p_from
      AND NOT (v.given_up_at IS NULL AND v.succeeded_at BETWEEN v.born AND p_from
               AND greatest(
                 v.succeeded_at + day_ledger_pause(v.cycle, p_half_round),
                 (SELECT min(b) FROM unnest(day_ledger_begins(v.cycle, p_half_round, p_period_begins, v.rounds)) AS b
                  WHERE b > v.succeeded_at),
                 v.succeeded_at + ring_seconds(p_rolling)) > p_until)
  )
  SELECT o.opened_at, least(o.next_at, v.gone),
         CASE WHEN coalesce(o.next_at, 'infinity') < v.gone THEN o.next_by ELSE 'withdrawn' END
  FROM seen AS v
  CROSS JOIN LATERAL (
    SELECT greatest(least(x.opens_at, x.next_at), v.born) AS opened_at, x.next_at, x.next_by
    FROM (
      SELECT e.opens_at, lead(e.at) OVER closings AS next_at, lead(e.closed_by) OVER closings AS next_by
      FROM (
        SELECT timestamptz '-infinity' AS at, 'born' AS closed_by, v.born AS opens_at
        UNION ALL
        SELECT s, 'refreshed', greatest(
                 s + day_ledger_pause(v.cycle, p_half_round),
                 (SELECT min(b) FROM unnest(day_ledger_begins(v.cycle, p_half_round, p_period_begins, v.rounds)) AS b
                  WHERE b > s),
                 s + ring_seconds(p_rolling))
        FROM unnest(v.succeeded_at || (v.succeeded_before || v.succeeded_earlier)) AS s
        WHERE s > '-infinity'
        UNION ALL
        SELECT g, 'failed', greatest(g, u) FROM unnest(v.given_up_at, v.given_up_until) AS given (g, u)
      ) AS e
      WINDOW closings AS (ORDER BY e.at)
    ) AS x
    WHERE x.next_at IS NULL OR x.next_at >= v.born
  ) AS o
  WHERE o.opened_at < v.gone
$$;

CREATE FUNCTION day_ledger_carried_in(
  p_institution integer, p_from timestamptz, p_until timestamptz, p_cycle interval,
  p_half_round interval, p_accessed_within interval, p_period_begins timestamptz[], p_rolling interval)
RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM day_ledger_obligations(p_institution, p_from, p_until, p_cycle, p_half_round,
                                              p_accessed_within, p_period_begins, p_rolling)
  WHERE opened_at < p_from AND closed_at >= p_from
$$;

CREATE FUNCTION day_ledger_newly_eligible(
  p_institution integer, p_from timestamptz, p_until timestamptz, p_cycle interval,
  p_half_round interval, p_accessed_within interval, p_period_begins timestamptz[], p_rolling interval)
RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM day_ledger_obligations(p_institution, p_from, p_until, p_cycle, p_half_round,
                                              p_accessed_within, p_period_begins, p_rolling)
  WHERE opened_at >= p_from AND opened_at < p_until
$$;

CREATE FUNCTION day_ledger_withdrawn(
  p_institution integer, p_from timestamptz, p_until timestamptz, p_cycle interval,
  p_half_round interval, p_accessed_within interval, p_period_begins timestamptz[], p_rolling interval)
RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM day_ledger_obligations(p_institution, p_from, p_until, p_cycle, p_half_round,
                                              p_accessed_within, p_period_begins, p_rolling)
  WHERE closed_by = 'withdrawn' AND closed_at >= p_from AND closed_at < p_until
$$;

CREATE FUNCTION day_ledger_carried_over(
  p_institution integer, p_from timestamptz, p_until timestamptz, p_cycle interval,
  p_half_round interval, p_accessed_within interval, p_period_begins timestamptz[], p_rolling interval)
RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM day_ledger_obligations(p_institution, p_from, p_until, p_cycle, p_half_round,
                                              p_accessed_within, p_period_begins, p_rolling)
  WHERE opened_at < p_until AND closed_at >= p_until
$$;

CREATE FUNCTION day_ledger_refreshed(
  p_institution integer, p_from timestamptz, p_until timestamptz, p_accessed_within interval)
RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*)
  FROM (
    SELECT greatest(c.eligible_from, p_from) AS since,
           least(c.ended_at, c.expires_at, c.last_access_at + ring_seconds(p_accessed_within), p_until) AS till,
           c.succeeded_at, c.succeeded_before, c.succeeded_earlier
    FROM consent AS c WHERE c.institution_id = p_institution AND c.succeeded_at >= p_from
    UNION ALL
    SELECT greatest(q.eligible_from, p_from), least(q.gone_at, p_until),
           q.succeeded_at, q.succeeded_before, q.succeeded_earlier
    FROM past_consent AS q WHERE q.institution_id = p_institution AND q.succeeded_at >= p_from
  ) AS v
  CROSS JOIN LATERAL unnest(v.succeeded_at || (v.succeeded_before || v.succeeded_earlier)) AS s
  WHERE s >= v.since AND s < v.till
$$;

CREATE FUNCTION day_ledger_failed(
  p_institution integer, p_from timestamptz, p_until timestamptz, p_accessed_within interval)
RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT (
    SELECT count(*)
    FROM given_up AS g
    JOIN consent AS c ON c.institution_id = p_institution AND c.ring_key = g.ring_key AND c.user_id = g.user_id
    WHERE g.institution_id = p_institution AND g.at >= p_from AND g.at < p_until AND g.at >= c.eligible_from
      AND g.at < least(c.ended_at, c.expires_at, c.last_access_at + ring_seconds(p_accessed_within))
  ) + (
    SELECT count(*)
    FROM past_consent AS q CROSS JOIN LATERAL unnest(q.given_up_at) AS g
    WHERE q.institution_id = p_institution AND g >= p_from AND g < p_until
      AND g >= q.eligible_from AND g < q.gone_at
  )
$$;
