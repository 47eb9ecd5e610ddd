-- Written by batch-worker.

-- Rows are locked in one order: tokens, pages, consents in ring order, retries. ring_erase locked the
-- consent before its page, and ring_sweep retries before consents that it gives up.

-- Removes a consent; the day ledger keeps its life without a name.
CREATE OR REPLACE FUNCTION ring_erase(p_institution integer, p_user text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  v_key bigint := ring_key(p_user);
  c consent;
BEGIN
  -- A page keeps its users' places: the name in it gives way to one that nobody has.
  PERFORM FROM page WHERE institution_id = p_institution AND p_user = ANY (users)
  ORDER BY lane, first_instant FOR UPDATE;
  IF FOUND THEN
    UPDATE page SET users = array_replace(users, p_user, '')
    WHERE institution_id = p_institution AND p_user = ANY (users);
  END IF;
  SELECT x.* INTO c FROM consent AS x
  WHERE x.institution_id = p_institution AND x.ring_key = v_key AND x.user_id = p_user FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM ring_bury(c, ring_now());
  DELETE FROM consent AS x
  WHERE x.institution_id = p_institution AND x.ring_key = v_key AND x.user_id = p_user;
  DELETE FROM retry WHERE institution_id = p_institution AND ring_key = v_key AND user_id = p_user;
  DELETE FROM given_up WHERE institution_id = p_institution AND ring_key = v_key AND user_id = p_user;
  UPDATE ring_arc SET consents = consents - 1
  WHERE institution_id = p_institution AND arc = ring_arc_of(v_key);
  -- Pages that were claimed meanwhile. One that somebody is settling just now is not waited for, and
  -- has the name until it is cleared away.
  UPDATE page AS x SET users = array_replace(x.users, p_user, '')
  FROM (
    SELECT y.institution_id, y.lane, y.first_instant FROM page AS y
    WHERE y.institution_id = p_institution AND p_user = ANY (y.users)
    FOR UPDATE SKIP LOCKED
  ) AS fresh
  WHERE x.institution_id = fresh.institution_id AND x.lane = fresh.lane
    AND x.first_instant = fresh.first_instant;
  RETURN true;
END
$$;

-- Gives the users of pages past their end to the retry queue, those that have an outcome apart.
-- Nobody knows what was done of them: all of it is done again, and where starts are counted they are
-- taken to have started. Who was in too many such pages is given up: it may be what kills workers.
CREATE OR REPLACE FUNCTION ring_sweep(p_pages integer) RETURNS TABLE (swept_pages integer, swept_users integer)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
  p page;
  v_now timestamptz := ring_now();
  v_users text[];
BEGIN
  swept_pages := 0;
  swept_users := 0;
  FOR p IN
    SELECT x.* FROM page AS x WHERE x.ended_at IS NULL AND x.sweep_at <= v_now
    ORDER BY x.institution_id, x.sweep_at LIMIT p_pages FOR UPDATE SKIP LOCKED
  LOOP
    UPDATE page AS x SET ended_at = v_now, swept = true
    WHERE x.institution_id = p.institution_id AND x.lane = p.lane AND x.first_instant = p.first_instant;
    v_users := ARRAY(
      SELECT t.u FROM unnest(p.users) WITH ORDINALITY AS t (u, n)
      WHERE get_bit(p.settled, t.n::integer - 1) = 0
      ORDER BY ring_key(t.u), t.u COLLATE "C");
    PERFORM FROM unnest(v_users) WITH ORDINALITY AS t (usr, n)
    CROSS JOIN LATERAL (
      SELECT FROM consent AS x
      WHERE x.institution_id = p.institution_id AND x.ring_key = ring_key(t.usr) AND x.user_id = t.usr
      FOR NO KEY UPDATE
    ) AS locked;
    IF p.keep_starts > 0 THEN
      UPDATE consent AS c SET starts = (array_prepend(p.ends_at, c.starts))[1:p.keep_starts]
      FROM unnest(v_users) AS u
      WHERE c.institution_id = p.institution_id AND c.ring_key = ring_key(u) AND c.user_id = u;
    END IF;
    INSERT INTO retry AS y (institution_id, ring_key, user_id, kind, due_at, attempts, period_until)
    SELECT p.institution_id, c.ring_key, c.user_id, 'swept', v_now, 1, p.round_ends_at
    FROM unnest(v_users) AS u
    JOIN consent AS c
      ON c.institution_id = p.institution_id AND c.ring_key = ring_key(u) AND c.user_id = u
    ON CONFLICT (institution_id, ring_key, user_id) DO UPDATE
    SET kind = CASE WHEN y.trace IS NULL THEN excluded.kind ELSE y.kind END,
        due_at = excluded.due_at, attempts = y.attempts + 1, page_lane = NULL, page_first = NULL,
        period_until = coalesce(y.period_until, excluded.period_until)
    WHERE y.page_lane = p.lane AND y.page_first = p.first_instant;
    WITH poison AS (
      DELETE FROM retry AS y USING unnest(v_users) AS u
      WHERE y.institution_id = p.institution_id AND y.ring_key = ring_key(u) AND y.user_id = u
        AND y.attempts >= p.attempts AND y.page_first IS NULL
      RETURNING y.*
    ), marked AS (
      UPDATE consent AS c SET given_up_until = p.round_ends_at, outcome = 'swept'
      FROM poison AS y
      WHERE c.institution_id = p.institution_id AND c.ring_key = y.ring_key AND c.user_id = y.user_id
    )
    INSERT INTO given_up (institution_id, at, until, ring_key, user_id, reason, attempts)
    SELECT y.institution_id, v_now, p.round_ends_at, y.ring_key, y.user_id, 'swept', y.attempts
    FROM poison AS y;
    swept_pages := swept_pages + 1;
    swept_users := swept_users + cardinality(v_users);
  END LOOP;
  RETURN NEXT;
END
$$;
