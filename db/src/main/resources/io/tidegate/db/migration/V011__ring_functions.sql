-- What of the ring must not be torn apart. Statements of a function see what was committed before
-- each of them (read committed), and that is what "in a second statement" means below. The plans
-- that they need are one index walk each; no statistics may talk the planner out of it.

-- Seconds, never days: intervals with days depend on the session's zone.
CREATE FUNCTION ring_seconds(p_interval interval) RETURNS interval
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN make_interval(secs => extract(epoch FROM p_interval)::double precision);

-- To the microsecond until the year 2242: a double has the bits. Is inlined, as it must be.
CREATE FUNCTION ring_instant(p_micros bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_timestamp(p_micros / 1000000.0::double precision);

-- First key of a lane's arc, and the 64th of the ring that a key is in.
CREATE FUNCTION ring_arc_first(p_lane integer, p_lanes integer) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (div(p_lane::numeric * 18446744073709551616, p_lanes) - 9223372036854775808)::bigint;

CREATE FUNCTION ring_arc_of(p_key bigint) RETURNS smallint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ((p_key >> 58) + 32)::smallint;

-- When a consent that has used a quota up becomes free; null if it is free. Its own instant does not
-- bar a refresh that goes on where it broke off.
CREATE FUNCTION ring_free_at(
  p_counted_at timestamptz, p_counted_earlier timestamptz[], p_starts timestamptz[],
  p_own timestamptz, p_as_of timestamptz,
  q_since timestamptz[], q_times integer[], q_starts boolean[], q_free_at timestamptz[])
RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  v_counted timestamptz[] := p_counted_at || p_counted_earlier;
  v_nth timestamptz;
  v_free timestamptz;
BEGIN
  IF p_own IS NOT NULL THEN
    v_counted := array_remove(v_counted, p_own);
  END IF;
  FOR i IN 1 .. cardinality(q_since) LOOP
    v_nth := CASE WHEN q_starts[i] THEN p_starts[q_times[i]] ELSE v_counted[q_times[i]] END;
    IF v_nth >= q_since[i] THEN
      v_free := greatest(v_free, coalesce(q_free_at[i], v_nth + ring_seconds(p_as_of - q_since[i])));
    END IF;
  END LOOP;
  RETURN v_free;
END
$$;

-- The counted instants after one more, without the newest: that has a column of its own.
CREATE FUNCTION ring_count(
  p_counted_at timestamptz, p_counted_earlier timestamptz[], p_at timestamptz,
  p_replaces timestamptz, p_keep integer)
RETURNS timestamptz[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(x ORDER BY x DESC)
  FROM (
    SELECT DISTINCT x
    FROM unnest(p_at || (p_counted_at || p_counted_earlier)) AS x
    WHERE x > '-infinity' AND x IS DISTINCT FROM p_replaces
    ORDER BY x DESC OFFSET 1 LIMIT p_keep - 1
  ) AS kept
$$;

-- Whether the cursor has passed a place in the present round.
CREATE FUNCTION ring_passed(p lane, p_key bigint, p_user text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p.round_over
  OR (p.wrapped AND ((p_key, p_user COLLATE "C") > (p.origin_key, p.origin_user)
                     OR (p_key, p_user COLLATE "C") <= (p.cursor_key, p.cursor_user)))
  OR (NOT p.wrapped AND (p_key, p_user COLLATE "C") > (p.origin_key, p.origin_user)
                    AND (p_key, p_user COLLATE "C") <= (p.cursor_key, p.cursor_user));

-- Into how many lanes a ring can be cut now: more moves no row, fewer only between rounds.
CREATE FUNCTION ring_lanes(p_institution integer, p_wanted integer) RETURNS integer
LANGUAGE sql STABLE
RETURN (
  SELECT CASE
    WHEN count(*) = 0 OR p_wanted % count(*) = 0 OR bool_and(round_over) THEN p_wanted
    ELSE count(*)
  END
  FROM lane WHERE institution_id = p_institution);

-- Cuts a ring into lanes. Moves no row: of the parts of a lane one has the cursor, and each other is
-- done or not begun; where one has the origin and another the cursor, either has one end of what is
-- left. Lanes are merged only when the rounds of all are over. False when that cannot be.
CREATE FUNCTION ring_cut(p_institution integer, p_lanes integer, p_from timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  v_old lane[];
  o lane;
  v_parts integer;
  v_first bigint;
  v_last bigint;
  v_has_origin boolean;
  v_has_cursor boolean;
  v_begun numeric;                 -- how much of the part's arc is passed
  v_done numeric;                  -- of the parts up to this one
  v_all numeric;
  n lane;
BEGIN
  -- Whoever adds consents holds this shared: it sees the lanes of before, or those of after.
  PERFORM pg_advisory_xact_lock(hashtextextended('tidegate ring ' || p_institution, 0));
  PERFORM FROM lane WHERE institution_id = p_institution ORDER BY lane FOR UPDATE;
  v_old := ARRAY(SELECT l FROM lane AS l WHERE institution_id = p_institution ORDER BY lane);

  IF cardinality(v_old) = 0 THEN
    INSERT INTO lane
    SELECT p_institution, j, p_lanes, p_from, ring_arc_first(j, p_lanes),
           CASE WHEN j + 1 = p_lanes THEN 9223372036854775807 ELSE ring_arc_first(j + 1, p_lanes) - 1 END,
           1, p_from, ring_arc_first(j, p_lanes), '', ring_arc_first(j, p_lanes), '',
           false, false, 0, 0, 0, 0
    FROM generate_series(0, p_lanes - 1) AS j;
    INSERT INTO lane_round
    SELECT institution_id, arc_first, arc_last, round_began_at FROM lane WHERE institution_id = p_institution
    ON CONFLICT DO NOTHING;
    RETURN true;
  END IF;
  IF cardinality(v_old) = p_lanes THEN
    RETURN true;
  END IF;
  IF p_from <= (SELECT max(cut_from) FROM unnest(v_old)) THEN
    RETURN false;                  -- a command of before the last cut
  END IF;

  IF p_lanes % cardinality(v_old) <> 0 THEN
    IF NOT (SELECT bool_and(round_over) FROM unnest(v_old)) THEN
      RETURN false;
    END IF;
    DELETE FROM lane WHERE institution_id = p_institution;
    INSERT INTO lane
    SELECT p_institution, j, p_lanes, p_from, ring_arc_first(j, p_lanes),
           CASE WHEN j + 1 = p_lanes THEN 9223372036854775807 ELSE ring_arc_first(j + 1, p_lanes) - 1 END,
           was.round, was.round_began_at, ring_arc_first(j, p_lanes), '', ring_arc_first(j, p_lanes), '',
           false, true,
           was.claimed * (j + 1) / p_lanes - was.claimed * j / p_lanes,
           was.passed * (j + 1) / p_lanes - was.passed * j / p_lanes, 0, 0
    FROM generate_series(0, p_lanes - 1) AS j
    CROSS JOIN (
      SELECT max(round) AS round, min(round_began_at) AS round_began_at,
             sum(claimed)::bigint AS claimed, sum(passed)::bigint AS passed
      FROM unnest(v_old)
    ) AS was;
    RETURN true;
  END IF;

  v_parts := p_lanes / cardinality(v_old);
  DELETE FROM lane WHERE institution_id = p_institution;
  FOREACH o IN ARRAY v_old LOOP
    v_all := CASE
      WHEN o.round_over THEN o.arc_last::numeric - o.arc_first + 1
      WHEN o.wrapped THEN o.arc_last::numeric - o.origin_key + o.cursor_key - o.arc_first
      ELSE o.cursor_key::numeric - o.origin_key
    END;
    v_done := 0;
    FOR j IN o.lane * v_parts .. (o.lane + 1) * v_parts - 1 LOOP
      v_first := ring_arc_first(j, p_lanes);
      v_last := CASE WHEN j + 1 = p_lanes THEN 9223372036854775807 ELSE ring_arc_first(j + 1, p_lanes) - 1 END;
      v_has_origin := o.origin_key BETWEEN v_first AND v_last;
      v_has_cursor := o.cursor_key BETWEEN v_first AND v_last;
      n := o;
      n.lane := j;
      n.lanes := p_lanes;
      n.cut_from := p_from;
      n.arc_first := v_first;
      n.arc_last := v_last;
      IF o.round_over OR NOT v_has_origin THEN
        n.origin_key := v_first;
        n.origin_user := '';
        n.wrapped := false;
      END IF;
      IF o.round_over THEN
        n.cursor_key := v_first;
        n.cursor_user := '';
        v_begun := v_last::numeric - v_first + 1;
      ELSIF v_has_cursor THEN
        v_begun := CASE
          WHEN NOT v_has_origin THEN o.cursor_key::numeric - v_first
          WHEN o.wrapped THEN v_last::numeric - o.origin_key + o.cursor_key - v_first
          ELSE o.cursor_key::numeric - o.origin_key
        END;
      ELSE
        n.cursor_key := v_first;
        n.cursor_user := '';
        IF v_has_origin THEN
          n.wrapped := true;
          v_begun := v_last::numeric - o.origin_key;
        ELSE
          n.round_over := CASE
            WHEN o.wrapped THEN v_last < o.cursor_key OR v_first > o.origin_key
            ELSE v_first > o.origin_key AND v_last < o.cursor_key
          END;
          v_begun := CASE WHEN n.round_over THEN v_last::numeric - v_first + 1 ELSE 0 END;
        END IF;
      END IF;
      IF v_all > 0 THEN            -- keys are spread evenly, so counts go by length; sums are kept
        n.claimed := floor(o.claimed * (v_done + v_begun) / v_all) - floor(o.claimed * v_done / v_all);
        n.passed := floor(o.passed * (v_done + v_begun) / v_all) - floor(o.passed * v_done / v_all);
      END IF;
      v_done := v_done + v_begun;
      INSERT INTO lane SELECT n.*;
    END LOOP;
  END LOOP;
  RETURN true;
END
$$;

-- Claims a page: locks the lane, then, in later statements, takes due rows of the retry queue and
-- the next users of the ring, inserts the page with the list of its users, and moves the cursor.
CREATE FUNCTION ring_claim(
  p_institution integer, p_lane integer, p_lanes integer, p_first timestamptz, p_span_seconds integer,
  p_users integer, p_registration bigint, p_number bigint,
  p_round_begins timestamptz, p_round_ends timestamptz, p_round_length interval, p_next_turn timestamptz,
  p_cycle interval, p_round interval, p_accessed_since timestamptz,
  p_refresh interval, p_response interval, p_attempts integer,
  p_keep_counted integer, p_keep_starts integer, p_keep_succeeded integer,
  p_simple boolean, p_early boolean,
  q_since timestamptz[], q_times integer[], q_starts boolean[], q_free_at timestamptz[])
RETURNS TABLE (
  outcome text, database_now timestamptz,
  state_version bigint, blocked_until timestamptz, rate_factor real, reason text,
  claimed_at timestamptz, ends_at timestamptz, size integer, round_over boolean, others_open_users integer,
  places integer[], ring_keys bigint[], users text[], sinces text[],
  retry_kinds text[], retry_attempts integer[], retry_progress text[], retry_counted_micros bigint[],
  retry_traces bigint[])
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET enable_sort = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  l lane;
  v_page page;
  r record;
  v_now timestamptz := ring_now();
  v_ends timestamptz := v_now + p_refresh;
  v_round_ends timestamptz;
  v_round_begins timestamptz;
  v_round_seconds integer := floor(extract(epoch FROM p_round));
  v_due timestamptz;                                          -- succeeded before: due
  v_due_by_half timestamptz := p_first + p_round / 2;
  v_once_since timestamptz := 'infinity';
  v_busy text[];
  v_fifths integer;
  v_allowed integer;
  v_free timestamptz;
  v_keys bigint[] := '{}';
  v_users text[] := '{}';
  v_sinces text[] := '{}';
  v_kinds text[] := '{}';
  v_attempts integer[] := '{}';
  v_progress text[] := '{}';
  v_counted bigint[] := '{}';
  v_traces bigint[] := '{}';
  v_retries integer := 0;
  v_had_cursor_key bigint;
  v_had_cursor_user text COLLATE "C";
  v_high_key bigint;
  v_high_user text COLLATE "C";
  v_from_key bigint;
  v_to_key bigint;
  v_left integer;
  v_raw_left bigint := 10 * p_users::bigint + 1000;
  v_chunk bigint;
  v_seen bigint := 0;
  v_found bigint := 0;
  c_count bigint;
  c_keys bigint[];
  c_users text[];
  c_sinces text[];
  c_ok boolean[];
  c_all_ok boolean;
  f_keys bigint[];
  f_users text[];
  f_sinces text[];
  f_places integer[];
BEGIN
  outcome := NULL;
  database_now := v_now;
  round_over := false;
  others_open_users := 0;
  SELECT s.version, s.blocked_until, s.rate_factor, s.reason
  INTO state_version, blocked_until, rate_factor, reason
  FROM institution_state AS s WHERE s.institution_id = p_institution;
  IF NOT FOUND THEN
    state_version := 0;
    rate_factor := 1;
  END IF;

  IF p_first + make_interval(secs => p_span_seconds) <= v_now THEN
    outcome := 'late';
    RETURN NEXT;
    RETURN;
  END IF;

  PERFORM FROM lane AS x WHERE x.institution_id = p_institution AND x.lane = p_lane AND x.lanes = p_lanes;
  IF NOT FOUND THEN
    PERFORM ring_cut(p_institution, p_lanes, p_first);
  END IF;
  SELECT x.* INTO l FROM lane AS x
  WHERE x.institution_id = p_institution AND x.lane = p_lane AND x.lanes = p_lanes
  FOR UPDATE;
  IF NOT FOUND THEN
    outcome := 'cut-otherwise';
    RETURN NEXT;
    RETURN;
  END IF;

  SELECT x.* INTO v_page FROM page AS x
  WHERE x.institution_id = p_institution AND x.lane = p_lane AND x.first_instant = p_first;
  IF FOUND THEN
    IF v_page.registration <> p_registration OR v_page.number <> p_number OR v_page.swept THEN
      outcome := 'taken';
      RETURN NEXT;
      RETURN;
    END IF;
    outcome := 'repeated';
  ELSIF blocked_until > greatest(p_first, v_now) THEN
    outcome := 'blocked';
    RETURN NEXT;
    RETURN;
  END IF;

  SELECT coalesce(sum(x.size - bit_count(x.settled)), 0) INTO others_open_users FROM page AS x
  WHERE x.institution_id = p_institution AND x.ended_at IS NULL AND x.registration <> p_registration
    AND x.lane * p_lanes < (p_lane + 1) * x.lanes AND (x.lane + 1) * p_lanes > p_lane * x.lanes;

  IF outcome = 'repeated' THEN
    SELECT array_agg(t.n::integer - 1 ORDER BY t.n), array_agg(c.ring_key ORDER BY t.n),
           array_agg(t.u ORDER BY t.n), array_agg(c.sinces ORDER BY t.n),
           array_agg(y.kind ORDER BY t.n), array_agg(y.attempts::integer ORDER BY t.n),
           array_agg(y.progress ORDER BY t.n),
           array_agg((extract(epoch FROM y.counted_at) * 1000000)::bigint ORDER BY t.n),
           array_agg(y.trace ORDER BY t.n)
    INTO places, ring_keys, users, sinces, retry_kinds, retry_attempts, retry_progress,
         retry_counted_micros, retry_traces
    FROM unnest(v_page.users) WITH ORDINALITY AS t (u, n)
    JOIN consent AS c
      ON c.institution_id = p_institution AND c.ring_key = ring_key(t.u) AND c.user_id = t.u
    LEFT JOIN retry AS y
      ON y.institution_id = p_institution AND y.ring_key = c.ring_key AND y.user_id = c.user_id
      AND y.page_lane = p_lane AND y.page_first = p_first
    WHERE get_bit(v_page.settled, t.n::integer - 1) = 0;
    places := coalesce(places, '{}');
    ring_keys := coalesce(ring_keys, '{}');
    users := coalesce(users, '{}');
    sinces := coalesce(sinces, '{}');
    retry_kinds := coalesce(retry_kinds, '{}');
    claimed_at := v_page.claimed_at;
    ends_at := v_page.ends_at;
    size := v_page.size;
    round_over := l.round_over;
    RETURN NEXT;
    RETURN;
  END IF;

  -- A claim is never older than the one before, whatever the clock did: who is newer decides.
  v_now := greatest(v_now, (
    SELECT max(x.claimed_at) + interval '1 microsecond' FROM page AS x
    WHERE x.institution_id = p_institution AND x.ended_at IS NULL));

  -- Rounds begin where the cursor is, so that whoever was not reached is first.
  IF (p_round_length IS NULL AND l.round_began_at < p_round_begins)
      OR l.round_began_at + p_round_length <= p_first THEN
    l.round := l.round + 1;
    l.round_began_at := p_first;
    l.origin_key := l.cursor_key;
    l.origin_user := l.cursor_user;
    l.wrapped := false;
    l.round_over := false;
    l.claimed := 0;
    l.passed := 0;
    INSERT INTO lane_round VALUES (p_institution, l.arc_first, l.arc_last, p_first) ON CONFLICT DO NOTHING;
  END IF;
  v_round_ends := coalesce(p_round_ends, l.round_began_at + p_round_length);

  -- Who wants to come at least once a round comes once in each, late in one and early in the next
  -- too; who wants to come less often takes the turn that is nearest to the cycle's end.
  v_round_begins := coalesce(p_round_begins, l.round_began_at);
  v_due := CASE WHEN p_cycle <= p_round THEN v_round_begins ELSE v_due_by_half - p_cycle END;

  SELECT coalesce(min(s), 'infinity') INTO v_once_since
  FROM unnest(q_since, q_times, q_starts) AS q (s, t, starts) WHERE t = 1 AND NOT starts;

  -- At most a fifth of all users may come from the retry queue while the ring has some: counted on,
  -- so that a lane of one user a page has its fifth too. Without the ring, all.
  v_fifths := l.retry_carry + p_users;
  -- Somebody waits for a trial: it has a place in any page.
  v_allowed := CASE
    WHEN l.round_over THEN p_users
    WHEN v_fifths >= 5 THEN v_fifths / 5
    WHEN EXISTS (
      SELECT FROM retry AS y
      WHERE y.institution_id = p_institution AND y.page_first IS NULL AND y.due_at = timestamptz 'epoch'
        AND y.ring_key BETWEEN l.arc_first AND l.arc_last) THEN least(1, p_users)
    ELSE 0 END;
  FOR pass IN 1 .. 2 LOOP
    IF v_allowed > 0 THEN
      FOR r IN
        SELECT y.ring_key, y.user_id, y.kind, y.trace, c.sinces, c.user_id AS consent,
               CASE WHEN y.period_until <= p_first THEN 0 ELSE y.attempts END AS attempts,
               CASE WHEN y.period_until <= p_first THEN NULL ELSE y.progress END AS progress,
               CASE WHEN y.period_until <= p_first OR y.progress IS NULL THEN NULL ELSE y.counted_at END AS counted_at,
               c.ended_at <= v_now OR c.expires_at <= v_ends OR c.last_access_at < p_accessed_since
                 OR c.given_up_until > p_first AS barred,
               y.kind IN ('replay', 'trial') OR c.succeeded_at <
                 CASE WHEN c.cycle_seconds IS NULL THEN v_due
                      WHEN c.cycle_seconds <= v_round_seconds THEN v_round_begins
                      ELSE v_due_by_half - make_interval(secs => c.cycle_seconds) END AS wanted,
               c.counted_at AS consent_counted_at, c.counted_earlier, c.starts,
               EXISTS (
                 SELECT FROM page AS x
                 WHERE x.institution_id = p_institution AND x.ended_at IS NULL
                   AND y.ring_key BETWEEN x.from_key AND x.to_key
                   AND get_bit(x.settled, array_position(x.users, y.user_id) - 1) = 0
               ) AS busy
        FROM retry AS y
        LEFT JOIN consent AS c
          ON c.institution_id = p_institution AND c.ring_key = y.ring_key AND c.user_id = y.user_id
        WHERE y.institution_id = p_institution AND y.page_first IS NULL AND y.due_at <= p_first
          AND y.ring_key BETWEEN l.arc_first AND l.arc_last
          AND y.user_id NOT IN (SELECT unnest(v_users))
        ORDER BY y.due_at
        LIMIT 2 * v_allowed + 16
        FOR UPDATE OF y SKIP LOCKED
      LOOP
        EXIT WHEN v_allowed = 0;
        CONTINUE WHEN r.busy;
        v_free := ring_free_at(r.consent_counted_at, r.counted_earlier, r.starts, r.counted_at, p_first,
                               q_since, q_times, q_starts, q_free_at);
        IF r.consent IS NULL OR r.barred OR NOT r.wanted OR v_free >= p_next_turn THEN
          DELETE FROM retry AS y
          WHERE y.institution_id = p_institution AND y.ring_key = r.ring_key AND y.user_id = r.user_id;
        ELSIF v_free IS NOT NULL THEN
          UPDATE retry AS y SET due_at = v_free
          WHERE y.institution_id = p_institution AND y.ring_key = r.ring_key AND y.user_id = r.user_id;
        ELSE
          v_keys := v_keys || r.ring_key;
          v_users := v_users || r.user_id;
          v_sinces := array_append(v_sinces, r.sinces);
          v_kinds := array_append(v_kinds, r.kind);
          v_attempts := array_append(v_attempts, r.attempts);
          v_progress := array_append(v_progress, r.progress);
          v_counted := array_append(v_counted, (extract(epoch FROM r.counted_at) * 1000000)::bigint);
          v_traces := array_append(v_traces, r.trace);
          UPDATE retry AS y
          SET page_lane = p_lane, page_first = p_first, attempts = r.attempts, progress = r.progress,
              counted_at = r.counted_at
          WHERE y.institution_id = p_institution AND y.ring_key = r.ring_key AND y.user_id = r.user_id;
          v_allowed := v_allowed - 1;
          v_retries := v_retries + 1;
        END IF;
      END LOOP;
    END IF;
    EXIT WHEN pass = 2 OR l.round_over;

    -- The ring, in chunks: as a rule the first has all. A round's read ends where the round began.
    v_left := p_users - v_retries;
    v_from_key := l.cursor_key;
    v_to_key := l.cursor_key;
    -- Only a page of an earlier round can hold users that come under the cursor now.
    SELECT array_agg(t.u) INTO v_busy
    FROM page AS x, unnest(x.users) WITH ORDINALITY AS t (u, n)
    WHERE x.institution_id = p_institution AND x.ended_at IS NULL AND x.round <> l.round
      AND get_bit(x.settled, t.n::integer - 1) = 0;
    WHILE v_left > 0 AND v_raw_left > 0 AND NOT l.round_over LOOP
      v_chunk := CASE WHEN v_seen = 0 THEN v_left ELSE v_left * v_seen / greatest(v_found, 1) + 10 END;
      v_chunk := least(v_chunk, v_raw_left);
      v_had_cursor_key := l.cursor_key;
      v_had_cursor_user := l.cursor_user;
      v_high_key := CASE WHEN l.wrapped THEN l.origin_key ELSE l.arc_last END;
      v_high_user := CASE WHEN l.wrapped THEN l.origin_user END;
      SELECT count(*), array_agg(x.ring_key), array_agg(x.user_id), array_agg(x.sinces),
             array_agg(x.ok), bool_and(x.ok)
      INTO c_count, c_keys, c_users, c_sinces, c_ok, c_all_ok
      FROM (
        SELECT c.ring_key, c.user_id, c.sinces,
               c.ended_at > v_now AND c.expires_at > v_ends
               AND (c.last_access_at IS NULL OR c.last_access_at >= p_accessed_since)
               AND c.given_up_until <= p_first
               AND c.succeeded_at <
                 CASE WHEN c.cycle_seconds IS NULL THEN v_due
                      WHEN c.cycle_seconds <= v_round_seconds THEN v_round_begins
                      ELSE v_due_by_half - make_interval(secs => c.cycle_seconds) END
               AND c.counted_at < v_once_since
               AND (p_simple OR ring_free_at(c.counted_at, c.counted_earlier, c.starts, NULL, p_first,
                                             q_since, q_times, q_starts, q_free_at) IS NULL)
               AND (v_busy IS NULL OR c.user_id NOT IN (SELECT unnest(v_busy)))
               AND NOT EXISTS (
                 SELECT FROM retry AS y
                 WHERE y.institution_id = p_institution AND y.ring_key = c.ring_key
                   AND y.user_id = c.user_id) AS ok
        FROM consent AS c
        WHERE c.institution_id = p_institution
          AND (c.ring_key, c.user_id) > (v_had_cursor_key, v_had_cursor_user)
          AND c.ring_key <= v_high_key
          AND (v_high_user IS NULL OR (c.ring_key, c.user_id) <= (v_high_key, v_high_user))
        ORDER BY c.ring_key, c.user_id
        LIMIT v_chunk
      ) AS x;

      IF c_count > 0 AND c_all_ok AND c_count <= v_left THEN
        v_keys := v_keys || c_keys;
        v_users := v_users || c_users;
        v_sinces := v_sinces || c_sinces;
        l.claimed := l.claimed + c_count;
        v_left := v_left - c_count;
        v_found := v_found + c_count;
      ELSIF c_count > 0 THEN
        SELECT coalesce(array_agg(t.k ORDER BY t.n), '{}'), coalesce(array_agg(t.u ORDER BY t.n), '{}'),
               coalesce(array_agg(t.s ORDER BY t.n), '{}'), coalesce(array_agg(t.n::integer ORDER BY t.n), '{}')
        INTO f_keys, f_users, f_sinces, f_places
        FROM unnest(c_keys, c_users, c_sinces, c_ok) WITH ORDINALITY AS t (k, u, s, ok, n) WHERE t.ok;
        v_found := v_found + cardinality(f_keys);
        IF cardinality(f_keys) > v_left THEN
          c_count := f_places[v_left];          -- the rest is for the next claim
          v_chunk := c_count;
          f_keys := f_keys[1:v_left];
          f_users := f_users[1:v_left];
          f_sinces := f_sinces[1:v_left];
        END IF;
        v_keys := v_keys || f_keys;
        v_users := v_users || f_users;
        v_sinces := v_sinces || f_sinces;
        l.claimed := l.claimed + cardinality(f_keys);
        v_left := v_left - cardinality(f_keys);
      END IF;
      v_seen := v_seen + c_count;
      v_raw_left := v_raw_left - c_count;
      l.passed := l.passed + c_count;
      IF c_count > 0 THEN
        l.cursor_key := c_keys[c_count];
        l.cursor_user := c_users[c_count];
        v_from_key := least(v_from_key, c_keys[1]);
        v_to_key := greatest(v_to_key, l.cursor_key);
      END IF;

      -- Who is passed over, and free before the next turn, comes when free.
      IF p_early AND c_count > 0 AND NOT c_all_ok THEN
        INSERT INTO retry (institution_id, ring_key, user_id, kind, due_at)
        SELECT p_institution, x.ring_key, x.user_id, 'early', x.free_at
        FROM (
          SELECT c.*, ring_free_at(c.counted_at, c.counted_earlier, c.starts, NULL, p_first,
                                   q_since, q_times, q_starts, q_free_at) AS free_at
          FROM consent AS c
          WHERE c.institution_id = p_institution
            AND (c.ring_key, c.user_id) > (v_had_cursor_key, v_had_cursor_user)
            AND (c.ring_key, c.user_id) <= (l.cursor_key, l.cursor_user)
        ) AS x
        WHERE x.free_at < p_next_turn AND x.ended_at > v_now AND x.expires_at > x.free_at
          AND (x.last_access_at IS NULL OR x.last_access_at >= p_accessed_since)
          AND x.given_up_until <= x.free_at
          AND x.succeeded_at <
                CASE WHEN coalesce(make_interval(secs => x.cycle_seconds), p_cycle) <= p_round THEN v_round_begins
                     ELSE x.free_at + p_round / 2 - coalesce(make_interval(secs => x.cycle_seconds), p_cycle) END
          AND (v_busy IS NULL OR x.user_id NOT IN (SELECT unnest(v_busy)))
        ON CONFLICT (institution_id, ring_key, user_id) DO NOTHING;
      END IF;

      IF c_count < v_chunk THEN
        IF l.wrapped THEN
          l.round_over := true;
          l.cursor_key := l.origin_key;
          l.cursor_user := l.origin_user;
        ELSE
          l.wrapped := true;
          l.cursor_key := l.arc_first;
          l.cursor_user := '';
        END IF;
      END IF;
    END LOOP;
    v_allowed := CASE WHEN l.round_over THEN p_users - cardinality(v_users) ELSE 0 END;
  END LOOP;
  l.retry_carry := greatest(0, least(4, v_fifths - 5 * v_retries));

  ends_at := v_ends;
  claimed_at := v_now;
  size := cardinality(v_users);
  INSERT INTO page (
    institution_id, lane, first_instant, lanes, span_seconds, registration, number, round, round_ends_at,
    claimed_at, ends_at, sweep_at, from_key, to_key, attempts, keep_counted, keep_starts, keep_succeeded,
    size, retries, ended_at, settled, users)
  VALUES (
    p_institution, p_lane, p_first, p_lanes, p_span_seconds, p_registration, p_number, l.round, v_round_ends,
    v_now, greatest(v_ends, v_now + interval '1 microsecond'),
    v_ends + p_response + interval '30 seconds',
    coalesce(v_from_key, l.cursor_key), coalesce(v_to_key, l.cursor_key), p_attempts,
    p_keep_counted, p_keep_starts, p_keep_succeeded,
    cardinality(v_users), v_retries, CASE WHEN cardinality(v_users) = 0 THEN v_now END,
    repeat('0', cardinality(v_users))::varbit, v_users);
  UPDATE lane AS x
  SET round = l.round, round_began_at = l.round_began_at, origin_key = l.origin_key,
      origin_user = l.origin_user, cursor_key = l.cursor_key, cursor_user = l.cursor_user,
      wrapped = l.wrapped, round_over = l.round_over, claimed = l.claimed, passed = l.passed,
      retry_carry = l.retry_carry, registration = p_registration
  WHERE x.institution_id = p_institution AND x.lane = p_lane;

  outcome := 'claimed';
  round_over := l.round_over;
  SELECT array_agg(i - 1 ORDER BY i) INTO places FROM generate_series(1, cardinality(v_users)) AS i;
  places := coalesce(places, '{}');
  ring_keys := v_keys;
  users := v_users;
  sinces := v_sinces;
  retry_kinds := v_kinds;
  retry_attempts := v_attempts;
  retry_progress := v_progress;
  retry_counted_micros := v_counted;
  retry_traces := v_traces;
  RETURN NEXT;
END
$$;

-- Settles outcomes of one institution, given in ring order, each user at most once. The pages first:
-- a page that is open takes its users' outcomes; of one that is not (swept, closed or cleared away)
-- only successes count, and what quotas count. Returns how many counted.
CREATE FUNCTION ring_settle(
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
          FOR UPDATE
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

-- Gives the users of pages past their end to the retry queue, those that have an outcome apart.
-- Nobody knows what was done of them: all of it is done again, and where starts are counted they are
-- taken to have started. Who was in too many such pages is given up: it may be what kills workers.
CREATE FUNCTION ring_sweep(p_pages integer) RETURNS TABLE (swept_pages integer, swept_users integer)
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

-- Clears pages away that nobody can ask for any more, some at a time; of a swept one a late success
-- may still come. Any number of sweepers may do it at once.
CREATE FUNCTION ring_clear(p_pages integer) RETURNS integer
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
  v_before timestamptz := ring_now() - interval '15 minutes';
  v_pages integer;
BEGIN
  DELETE FROM page AS x
  USING (
    SELECT y.institution_id, y.lane, y.first_instant FROM page AS y
    WHERE y.ended_at < v_before AND y.first_instant < v_before
      AND (NOT y.swept OR y.ended_at < v_before - interval '1425 minutes')
    ORDER BY y.ended_at LIMIT p_pages
    FOR UPDATE SKIP LOCKED
  ) AS old
  WHERE x.institution_id = old.institution_id AND x.lane = old.lane AND x.first_instant = old.first_instant;
  GET DIAGNOSTICS v_pages = ROW_COUNT;
  RETURN v_pages;
END
$$;

-- When rounds began at a place of the ring, as far as that is kept; ascending.
CREATE FUNCTION ring_rounds(p_institution integer, p_key bigint) RETURNS timestamptz[]
LANGUAGE sql STABLE
RETURN ARRAY(
  SELECT DISTINCT r.began_at FROM lane_round AS r
  WHERE r.institution_id = p_institution AND p_key BETWEEN r.arc_first AND r.arc_last
  ORDER BY r.began_at);

-- Keeps a finished life of a consent for the day ledger.
CREATE FUNCTION ring_bury(c consent, p_gone_at timestamptz) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO past_consent
  SELECT c.institution_id, c.cycle_seconds, c.eligible_from, least(p_gone_at, c.ended_at, c.expires_at),
         c.succeeded_before, c.succeeded_at, c.succeeded_earlier,
         coalesce(array_agg(g.at ORDER BY g.at), '{}'), coalesce(array_agg(g.until ORDER BY g.at), '{}'),
         ring_rounds(c.institution_id, c.ring_key)
  FROM given_up AS g
  WHERE g.institution_id = c.institution_id AND g.ring_key = c.ring_key AND g.user_id = c.user_id
$$;

-- Adds and changes consents of one institution, given in ring order, each once. Null says nothing: a
-- new consent gets the default, an old one keeps its own. First the rows are written; then, in the
-- same transaction, which must be a small one, the cursors are read under lock: a row that they
-- have passed meanwhile gets a retry row if it came alone, and waits for its turn if it came in bulk.
CREATE FUNCTION ring_import(
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
      FOR UPDATE;
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

-- Removes a consent; the day ledger keeps its life without a name.
CREATE FUNCTION ring_erase(p_institution integer, p_user text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  v_key bigint := ring_key(p_user);
  c consent;
BEGIN
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
  -- A page keeps its users' places: the name in it gives way to one that nobody has.
  UPDATE page SET users = array_replace(users, p_user, '')
  WHERE institution_id = p_institution AND p_user = ANY (users);
  RETURN true;
END
$$;

-- Puts a consent into the retry queue because somebody wants it. False if there is none, or if it
-- waits there already.
CREATE FUNCTION ring_demand(p_institution integer, p_user text, p_kind text, p_trace bigint) RETURNS boolean
LANGUAGE sql AS $$
  WITH demanded AS (
    INSERT INTO retry AS y (institution_id, ring_key, user_id, kind, due_at, trace)
    SELECT c.institution_id, c.ring_key, c.user_id, p_kind,
           CASE p_kind WHEN 'trial' THEN timestamptz 'epoch' ELSE ring_now() END, p_trace
    FROM consent AS c
    WHERE c.institution_id = p_institution AND c.ring_key = ring_key(p_user) AND c.user_id = p_user
    ON CONFLICT (institution_id, ring_key, user_id) DO UPDATE
    SET trace = excluded.trace, kind = excluded.kind, due_at = least(y.due_at, excluded.due_at)
    WHERE y.trace IS NULL AND excluded.trace IS NOT NULL AND y.page_first IS NULL
    RETURNING 1
  )
  SELECT EXISTS (SELECT FROM demanded)
$$;

-- Counts the consents of one 64th of a ring anew; nothing is to change by it. Returns how far off the
-- count was. Whoever adds or removes consents changes their rows first and the count after, so who
-- holds the count's lock sees all that is counted, and nothing that is not.
CREATE FUNCTION ring_recount(p_institution integer, p_arc integer) RETURNS bigint
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET jit = off
AS $$
DECLARE
  v_first bigint := ring_arc_first(p_arc, 64);
  v_last bigint := v_first + 288230376151711743;
  v_was bigint;
  v_is bigint;
BEGIN
  INSERT INTO ring_arc VALUES (p_institution, p_arc, 0) ON CONFLICT DO NOTHING;
  SELECT consents INTO v_was FROM ring_arc
  WHERE institution_id = p_institution AND arc = p_arc FOR UPDATE;
  SELECT count(*) INTO v_is FROM consent
  WHERE institution_id = p_institution AND ring_key BETWEEN v_first AND v_last;
  IF v_is <> v_was THEN
    UPDATE ring_arc SET consents = v_is WHERE institution_id = p_institution AND arc = p_arc;
  END IF;
  RETURN abs(v_is - v_was);
END
$$;

-- The same for the whole ring.
CREATE FUNCTION ring_recount(p_institution integer) RETURNS bigint
LANGUAGE sql
RETURN (SELECT sum(ring_recount(p_institution, a)) FROM generate_series(0, 63) AS a);

-- Removes consents of one 64th of a ring that were over before an instant, some at a time, with all
-- that hangs on them. That must be so long ago that no page has them and the day ledger has read
-- their lives. Returns how many there were.
CREATE FUNCTION ring_forget(p_institution integer, p_arc integer, p_over_before timestamptz, p_most integer)
RETURNS integer
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
DECLARE
  v_first bigint := ring_arc_first(p_arc, 64);
  v_last bigint := v_first + 288230376151711743;
  v_keys bigint[];
  v_users text[];
BEGIN
  SELECT array_agg(x.ring_key), array_agg(x.user_id) INTO v_keys, v_users
  FROM (
    SELECT c.ring_key, c.user_id FROM consent AS c
    WHERE c.institution_id = p_institution AND c.ring_key BETWEEN v_first AND v_last
      AND least(c.ended_at, c.expires_at) < p_over_before
    ORDER BY c.ring_key, c.user_id LIMIT p_most
    FOR UPDATE SKIP LOCKED
  ) AS x;
  IF v_keys IS NULL THEN
    RETURN 0;
  END IF;
  DELETE FROM retry AS y USING unnest(v_keys, v_users) AS t (k, u)
  WHERE y.institution_id = p_institution AND y.ring_key = t.k AND y.user_id = t.u;
  DELETE FROM given_up AS g USING unnest(v_keys, v_users) AS t (k, u)
  WHERE g.institution_id = p_institution AND g.ring_key = t.k AND g.user_id = t.u;
  DELETE FROM consent_token AS s USING unnest(v_keys, v_users) AS t (k, u)
  WHERE s.institution_id = p_institution AND s.ring_key = t.k AND s.user_id = t.u;
  DELETE FROM consent AS c USING unnest(v_keys, v_users) AS t (k, u)
  WHERE c.institution_id = p_institution AND c.ring_key = t.k AND c.user_id = t.u;
  UPDATE ring_arc SET consents = consents - cardinality(v_keys)
  WHERE institution_id = p_institution AND arc = p_arc;
  RETURN cardinality(v_keys);
END
$$;

-- How far each lane is: from counters and small tables only. What is left of a round is population -
-- passed + retries_due. A round that has begun before the present period, or whose length is over, is
-- followed by a new one at the next claim: then everybody is left.
CREATE VIEW lane_progress AS
SELECT l.institution_id, l.lane, l.lanes, l.round, l.round_began_at, l.round_over,
       coalesce(a.population, 0)::bigint AS population, l.claimed, l.passed,
       coalesce(y.due, 0) AS retries_due, coalesce(y.waiting, 0) AS retries_waiting,
       coalesce(p.open_users, 0)::bigint AS open_users
FROM lane AS l
LEFT JOIN LATERAL (
  -- Whole 64ths as they are; of those that a lane's edge cuts, a part. Big numbers are dear.
  SELECT sum(CASE
      WHEN r.consents = 0 THEN 0
      WHEN l.arc_first <= o.first AND l.arc_last >= o.last THEN r.consents
      ELSE (floor(r.consents * (least(l.arc_last, o.last)::numeric - o.first + 1) / 288230376151711744)
          - floor(r.consents * (greatest(l.arc_first, o.first)::numeric - o.first) / 288230376151711744))::bigint
    END) AS population
  FROM ring_arc AS r
  CROSS JOIN LATERAL (
    SELECT (r.arc - 32)::bigint << 58 AS first, ((r.arc - 32)::bigint << 58) + 288230376151711743 AS last
  ) AS o
  WHERE r.institution_id = l.institution_id
    AND r.arc BETWEEN ring_arc_of(l.arc_first) AND ring_arc_of(l.arc_last)
) AS a ON true
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE x.due_at <= now.t) AS due, count(*) FILTER (WHERE x.due_at > now.t) AS waiting
  FROM retry AS x, (SELECT ring_now() AS t OFFSET 0) AS now
  WHERE x.institution_id = l.institution_id AND x.page_first IS NULL
    AND x.ring_key BETWEEN l.arc_first AND l.arc_last
) AS y ON true
LEFT JOIN LATERAL (
  SELECT sum(x.size - bit_count(x.settled)) AS open_users
  FROM page AS x
  WHERE x.institution_id = l.institution_id AND x.ended_at IS NULL
    AND x.lane * l.lanes / x.lanes = l.lane
) AS p ON true;
