-- Written by batch-worker.

-- ring_import as before, but it locks consents FOR NO KEY UPDATE: who keeps failures of calls holds
-- theirs FOR KEY SHARE, and is not to be waited for.

-- Adds and changes consents of one institution, given in ring order, each once. Null says nothing: a
-- new consent gets the default, an old one keeps its own. First the rows are written; then, in the
-- same transaction, which must be a small one, the cursors are read under lock: a row that they
-- have passed meanwhile gets a retry row if it came alone, and waits for its turn if it came in bulk.
CREATE OR REPLACE FUNCTION ring_import(
  p_institution integer, p_keys bigint[], p_users text[], p_cycle_seconds integer[],
  p_refreshed timestamptz[], p_expires timestamptz[], p_states text[], p_accesses timestamptz[],
  p_single boolean)
RETURNS TABLE (inserted integer, changed integer)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
DECLARE
  v_now timestamptz := ring_now();
  v_new bigint[];
  v_keys bigint[];
  v_users text[];
  v_was consent;
  l lane;
  v_passed integer;
  r record;
BEGIN
  WITH fresh AS (
    INSERT INTO consent AS x (institution_id, cycle_seconds, ring_key, eligible_from, ended_at, expires_at,
                              last_access_at, user_id, end_reason, succeeded_at, counted_at)
    SELECT p_institution, t.cycle, t.key, v_now, CASE WHEN t.state = 'ended' THEN v_now ELSE 'infinity' END,
           coalesce(t.expires, 'infinity'), t.access, t.usr, CASE WHEN t.state = 'ended' THEN 'import' END,
           coalesce(t.refreshed, '-infinity'), coalesce(t.refreshed, '-infinity')
    FROM unnest(p_keys, p_users, p_cycle_seconds, p_refreshed, p_expires, p_states, p_accesses)
      AS t (key, usr, cycle, refreshed, expires, state, access)
    ON CONFLICT (institution_id, ring_key, user_id) DO NOTHING
    RETURNING x.ring_key, x.user_id, x.ended_at
  )
  SELECT coalesce(array_agg(f.ring_key), '{}'), array_agg(f.ring_key) FILTER (WHERE f.ended_at = 'infinity'),
         array_agg(f.user_id) FILTER (WHERE f.ended_at = 'infinity')
  INTO v_new, v_keys, v_users FROM fresh AS f;
  v_keys := coalesce(v_keys, '{}');
  v_users := coalesce(v_users, '{}');
  inserted := cardinality(v_new);
  changed := 0;

  IF inserted < cardinality(p_keys) THEN
    FOR r IN
      SELECT t.*
      FROM unnest(p_keys, p_users, p_cycle_seconds, p_refreshed, p_expires, p_states, p_accesses)
        AS t (key, usr, cycle, refreshed, expires, state, access)
      JOIN consent AS x
        ON x.institution_id = p_institution AND x.ring_key = t.key AND x.user_id = t.usr
      WHERE t.cycle <> coalesce(x.cycle_seconds, 0) OR t.refreshed > x.succeeded_at
        OR t.expires <> x.expires_at OR t.access > coalesce(x.last_access_at, '-infinity')
        OR (t.state = 'ended') <> (x.ended_at <= v_now)
      ORDER BY t.key, t.usr
    LOOP
      SELECT x.* INTO v_was FROM consent AS x
      WHERE x.institution_id = p_institution AND x.ring_key = r.key AND x.user_id = r.usr
      FOR NO KEY UPDATE;
      CONTINUE WHEN NOT FOUND;
      IF (r.state = 'active' AND v_was.ended_at < 'infinity')
          OR (v_was.ended_at = 'infinity' AND v_was.expires_at <= v_now AND r.expires > v_now
              AND r.state IS DISTINCT FROM 'ended') THEN
        PERFORM ring_bury(v_was, v_now);           -- another life begins
        v_was.eligible_from := v_now;
        v_was.ended_at := 'infinity';
        v_was.end_reason := NULL;
        v_keys := v_keys || r.key;
        v_users := v_users || r.usr;
      ELSIF r.state = 'ended' AND v_was.ended_at = 'infinity' THEN
        v_was.ended_at := v_now;
        v_was.end_reason := 'import';
      END IF;
      IF r.refreshed > v_was.succeeded_at THEN
        v_was.succeeded_before := v_was.succeeded_at;
        v_was.succeeded_at := r.refreshed;
        IF r.refreshed > v_was.counted_at THEN
          v_was.counted_earlier := ring_count(v_was.counted_at, v_was.counted_earlier, r.refreshed, NULL, 64);
          v_was.counted_at := r.refreshed;
        END IF;
      END IF;
      UPDATE consent AS x
      SET cycle_seconds = coalesce(r.cycle, x.cycle_seconds), expires_at = coalesce(r.expires, x.expires_at),
          last_access_at = greatest(r.access, x.last_access_at), eligible_from = v_was.eligible_from,
          ended_at = v_was.ended_at, end_reason = v_was.end_reason, succeeded_before = v_was.succeeded_before,
          succeeded_at = v_was.succeeded_at, counted_at = v_was.counted_at, counted_earlier = v_was.counted_earlier
      WHERE x.institution_id = p_institution AND x.ring_key = r.key AND x.user_id = r.usr;
      changed := changed + 1;
    END LOOP;
  END IF;

  IF inserted > 0 THEN
    INSERT INTO ring_arc AS a (institution_id, arc, consents)
    SELECT p_institution, ring_arc_of(k), count(*) FROM unnest(v_new) AS k GROUP BY 2 ORDER BY 2
    ON CONFLICT (institution_id, arc) DO UPDATE SET consents = a.consents + excluded.consents;
  END IF;

  IF cardinality(v_keys) > 0 THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('tidegate ring ' || p_institution, 0));
    FOR l IN
      SELECT x.* FROM lane AS x WHERE x.institution_id = p_institution
        AND EXISTS (SELECT FROM unnest(v_keys) AS k WHERE k BETWEEN x.arc_first AND x.arc_last)
      ORDER BY x.lane FOR NO KEY UPDATE
    LOOP
      IF p_single THEN
        INSERT INTO retry (institution_id, ring_key, user_id, kind, due_at)
        SELECT p_institution, t.k, t.u, 'new', v_now FROM unnest(v_keys, v_users) AS t (k, u)
        WHERE t.k BETWEEN l.arc_first AND l.arc_last AND ring_passed(l, t.k, t.u)
        ON CONFLICT (institution_id, ring_key, user_id) DO NOTHING;
      END IF;
      SELECT count(*) INTO v_passed FROM unnest(v_new) AS k
      WHERE k BETWEEN l.arc_first AND l.arc_last AND ring_passed(l, k, '');
      IF v_passed > 0 THEN
        UPDATE lane AS x SET passed = x.passed + v_passed
        WHERE x.institution_id = p_institution AND x.lane = l.lane;
      END IF;
    END LOOP;
  END IF;
  RETURN NEXT;
END
$$;
