-- Written by batch-worker.

-- ring_settle as before, but where it has late outcomes it locks all its consents first.

-- Settles outcomes of one institution, given in ring order, each user at most once. The pages first:
-- a page that is open takes its users' outcomes; of one that is not (swept, closed or cleared away)
-- only successes count, and what quotas count. Returns how many counted.
CREATE OR REPLACE FUNCTION ring_settle(
  p_institution integer, p_lane integer[], p_first bigint[], p_claimed bigint[], p_settled text[],
  o_page integer[], o_key bigint[], o_user text[], o_place integer[], o_kind text[], o_at bigint[],
  o_made smallint[], o_replaces bigint[], o_reason text[], o_sinces text[], o_again bigint[],
  o_progress text[])
RETURNS integer
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET enable_memoize = off
SET enable_sort = off
SET jit = off
AS $$
DECLARE
  v_page page;
  r record;
  v_now timestamptz := ring_now();
  v_pages integer := cardinality(p_lane);
  v_open boolean[] := array_fill(false, ARRAY[v_pages]);
  v_closed boolean := false;
  v_first timestamptz[] := ARRAY(SELECT ring_instant(x) FROM unnest(p_first) WITH ORDINALITY AS t (x, n) ORDER BY n);
  v_claimed timestamptz[] := ARRAY(SELECT ring_instant(x) FROM unnest(p_claimed) WITH ORDINALITY AS t (x, n) ORDER BY n);
  v_ends timestamptz[] := array_fill(NULL::timestamptz, ARRAY[v_pages]);
  v_round_ends timestamptz[] := array_fill(NULL::timestamptz, ARRAY[v_pages]);
  v_keep_counted integer[] := array_fill(64, ARRAY[v_pages]);
  v_keep_starts integer[] := array_fill(64, ARRAY[v_pages]);
  v_keep_succeeded integer[] := array_fill(2, ARRAY[v_pages]);
  v_done integer[];
  v_late integer[];
BEGIN
  FOR r IN
    SELECT n::integer AS n, lane, ring_instant(first_micros) AS first, settled::varbit AS settled
    FROM unnest(p_lane, p_first, p_settled) WITH ORDINALITY AS t (lane, first_micros, settled, n)
    ORDER BY lane, first_micros
  LOOP
    SELECT x.* INTO v_page FROM page AS x
    WHERE x.institution_id = p_institution AND x.lane = r.lane AND x.first_instant = r.first
      AND x.claimed_at = v_claimed[r.n]
    FOR UPDATE;
    v_closed := v_closed OR v_page.ended_at IS NOT NULL OR NOT FOUND;
    IF FOUND THEN
      v_ends[r.n] := v_page.ends_at;
      v_round_ends[r.n] := v_page.round_ends_at;
      v_keep_counted[r.n] := v_page.keep_counted;
      v_keep_starts[r.n] := v_page.keep_starts;
      v_keep_succeeded[r.n] := v_page.keep_succeeded;
      IF v_page.ended_at IS NULL THEN
        v_open[r.n] := true;
        UPDATE page AS x
        SET settled = x.settled | r.settled,
            ended_at = CASE WHEN bit_count(x.settled | r.settled) = x.size THEN v_now END
        WHERE x.institution_id = p_institution AND x.lane = r.lane AND x.first_instant = r.first;
      END IF;
    END IF;
  END LOOP;

  -- Late outcomes come after the others: where there are any, all consents are locked before, in ring
  -- order. Else two workers of which each has late what the other has open would wait for each other.
  IF v_closed THEN
    PERFORM FROM unnest(o_key, o_user) WITH ORDINALITY AS t (key, usr, n)
    CROSS JOIN LATERAL (
      SELECT FROM consent AS x
      WHERE x.institution_id = p_institution AND x.ring_key = t.key AND x.user_id = t.usr
      FOR NO KEY UPDATE
    ) AS locked;
  END IF;

  -- A row whose last settle was of this claim, or of a later one, has had this outcome, or a newer.
  WITH done AS (
    UPDATE consent AS c
    SET claimed_at = o.claimed,
        outcome = coalesce(o.reason, c.outcome),
        sinces = coalesce(o.sinces, c.sinces),
        succeeded_at = CASE WHEN o.kind = 'refreshed' THEN greatest(o.at, c.succeeded_at) ELSE c.succeeded_at END,
        succeeded_before = CASE WHEN o.kind = 'refreshed' AND c.succeeded_at < o.claimed
                                THEN c.succeeded_at ELSE c.succeeded_before END,
        succeeded_earlier = CASE
          WHEN o.kind = 'refreshed' AND c.succeeded_at < o.claimed AND o.keep_succeeded > 2
               AND c.succeeded_before > '-infinity'
          THEN (array_prepend(c.succeeded_before, c.succeeded_earlier))[1:o.keep_succeeded - 2]
          ELSE c.succeeded_earlier END,
        counted_at = CASE WHEN o.made = 2 THEN greatest(o.at, c.counted_at) ELSE c.counted_at END,
        counted_earlier = CASE
          WHEN o.made < 2 THEN c.counted_earlier
          WHEN o.keep_counted = 1 THEN NULL
          ELSE ring_count(c.counted_at, c.counted_earlier, o.at, o.replaces, o.keep_counted) END,
        starts = CASE WHEN o.made > 0 AND o.keep_starts > 0
                      THEN (array_prepend(o.at, c.starts))[1:o.keep_starts] ELSE c.starts END,
        given_up_until = CASE WHEN o.kind = 'given-up' THEN o.round_ends ELSE c.given_up_until END,
        ended_at = CASE WHEN o.kind = 'ended' THEN least(o.at, c.ended_at) ELSE c.ended_at END,
        end_reason = CASE WHEN o.kind = 'ended' THEN coalesce(c.end_reason, o.reason) ELSE c.end_reason END
    FROM (
      SELECT t.n::integer AS n, t.key, t.usr, t.kind, t.made, t.reason, t.sinces,
             ring_instant(t.at) AS at, ring_instant(t.replaces) AS replaces,
             v_claimed[t.page] AS claimed, v_round_ends[t.page] AS round_ends,
             v_keep_counted[t.page] AS keep_counted, v_keep_starts[t.page] AS keep_starts,
             v_keep_succeeded[t.page] AS keep_succeeded
      FROM unnest(o_page, o_key, o_user, o_kind, o_at, o_made, o_replaces, o_reason, o_sinces)
        WITH ORDINALITY AS t (page, key, usr, kind, at, made, replaces, reason, sinces, n)
      WHERE v_open[t.page]
    ) AS o
    WHERE c.institution_id = p_institution AND c.ring_key = o.key AND c.user_id = o.usr
      AND c.claimed_at < o.claimed
    RETURNING o.n
  )
  SELECT array_agg(n) INTO v_done FROM done;

  -- What came from the retry queue leaves it, or comes back to it; so does what failed.
  IF v_done IS NOT NULL THEN
    DELETE FROM retry AS y
    USING unnest(v_done) AS d (n)
    WHERE o_kind[d.n] IN ('refreshed', 'given-up', 'ended')
      AND y.institution_id = p_institution AND y.ring_key = o_key[d.n] AND y.user_id = o_user[d.n]
      AND (o_kind[d.n] = 'ended'
           OR (y.page_lane = p_lane[o_page[d.n]] AND y.page_first = v_first[o_page[d.n]]));
    INSERT INTO given_up (institution_id, at, until, ring_key, user_id, reason, attempts)
    SELECT p_institution, ring_instant(o_at[n]), v_round_ends[o_page[n]], o_key[n], o_user[n], o_reason[n], 0
    FROM unnest(v_done) AS n WHERE o_kind[n] = 'given-up'
    ON CONFLICT DO NOTHING;
    INSERT INTO retry AS y (institution_id, ring_key, user_id, kind, due_at, attempts, progress,
                            period_until, counted_at)
    SELECT p_institution, o_key[n], o_user[n], o_kind[n], ring_instant(o_again[n]),
           CASE WHEN o_kind[n] = 'failed' THEN 1 ELSE 0 END, o_progress[n], v_round_ends[o_page[n]],
           CASE WHEN o_progress[n] IS NULL THEN NULL
                WHEN o_made[n] = 2 THEN ring_instant(o_at[n]) ELSE ring_instant(o_replaces[n]) END
    FROM unnest(v_done) AS n WHERE o_kind[n] IN ('failed', 'given-back')
    ON CONFLICT (institution_id, ring_key, user_id) DO UPDATE
    SET kind = CASE WHEN y.trace IS NULL THEN excluded.kind ELSE y.kind END,
        due_at = excluded.due_at, attempts = y.attempts + excluded.attempts,
        progress = excluded.progress, period_until = excluded.period_until,
        counted_at = excluded.counted_at, page_lane = NULL, page_first = NULL;
  END IF;

  IF v_closed THEN
    WITH late AS (
      UPDATE consent AS c
      SET claimed_at = greatest(c.claimed_at, o.claimed),
          outcome = CASE WHEN o.counts THEN o.reason ELSE c.outcome END,
          sinces = CASE WHEN o.counts THEN coalesce(o.sinces, c.sinces) ELSE c.sinces END,
          succeeded_at = CASE WHEN o.counts THEN greatest(o.at, c.succeeded_at) ELSE c.succeeded_at END,
          succeeded_before = CASE WHEN o.counts THEN c.succeeded_at ELSE c.succeeded_before END,
          succeeded_earlier = CASE
            WHEN o.counts AND o.keep_succeeded > 2 AND c.succeeded_before > '-infinity'
            THEN (array_prepend(c.succeeded_before, c.succeeded_earlier))[1:o.keep_succeeded - 2]
            ELSE c.succeeded_earlier END,
          counted_at = CASE WHEN o.made = 2 THEN greatest(o.at, c.counted_at) ELSE c.counted_at END,
          counted_earlier = CASE
            WHEN o.made < 2 OR o.keep_counted = 1 THEN c.counted_earlier
            ELSE ring_count(c.counted_at, c.counted_earlier, o.at, o.replaces, o.keep_counted) END,
          starts = CASE
            WHEN o.keep_starts = 0 OR o.at = ANY (c.starts) THEN c.starts
            ELSE (ARRAY(SELECT x FROM unnest(o.at || array_remove(c.starts, o.ends)) AS x ORDER BY x DESC))
                   [1:o.keep_starts] END
      FROM (
        SELECT t.n::integer AS n, t.key, t.usr, t.made, t.reason, t.sinces,
               ring_instant(t.at) AS at, ring_instant(t.replaces) AS replaces,
               v_claimed[t.page] AS claimed, v_ends[t.page] AS ends,
               v_keep_counted[t.page] AS keep_counted, v_keep_starts[t.page] AS keep_starts,
               v_keep_succeeded[t.page] AS keep_succeeded, was.counts
        FROM unnest(o_page, o_key, o_user, o_kind, o_at, o_made, o_replaces, o_reason, o_sinces)
          WITH ORDINALITY AS t (page, key, usr, kind, at, made, replaces, reason, sinces, n)
        CROSS JOIN LATERAL (       -- a success stays, and one that a newer claim had settled stays
          SELECT t.kind = 'refreshed' AND x.succeeded_at < v_claimed[t.page] AS counts
          FROM consent AS x
          WHERE x.institution_id = p_institution AND x.ring_key = t.key AND x.user_id = t.usr
          FOR NO KEY UPDATE
        ) AS was
        WHERE NOT v_open[t.page] AND t.made > 0
      ) AS o
      WHERE c.institution_id = p_institution AND c.ring_key = o.key AND c.user_id = o.usr
        AND c.claimed_at <> o.claimed
      RETURNING o.n, o.counts
    )
    SELECT array_agg(n) FILTER (WHERE counts) INTO v_late FROM late;
    DELETE FROM retry AS y
    USING unnest(v_late) AS d (n)
    WHERE y.institution_id = p_institution AND y.ring_key = o_key[d.n] AND y.user_id = o_user[d.n]
      AND y.trace IS NULL;
  END IF;
  RETURN coalesce(cardinality(v_done), 0) + coalesce(cardinality(v_late), 0);
END
$$;
