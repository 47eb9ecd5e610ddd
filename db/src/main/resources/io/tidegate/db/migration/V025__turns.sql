-- A day's carried in is the carried over of the day before, as it was counted then, if both were
-- counted by one policy: so a consent that vanished in between is missed.
ALTER TABLE day_ledger ADD COLUMN policy_version integer NOT NULL;

-- How long a consent does not wait after a success, where no round says more.
CREATE FUNCTION ledger_pause(p_cycle interval, p_round interval, p_least interval) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_cycle <= p_round THEN p_least ELSE greatest(p_cycle - p_round / 2, p_least) END;

-- When those rounds begin in which a consent waits again: calendar periods, or the rounds of the place
-- where it stands if it wants to come once in each. None bars it else.
CREATE FUNCTION ledger_begins(
  p_cycle interval, p_round interval, p_period_begins timestamptz[], p_rounds_began timestamptz[])
RETURNS timestamptz[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN p_period_begins IS NOT NULL THEN p_period_begins
  WHEN p_cycle <= p_round THEN p_rounds_began || timestamptz 'infinity'
  ELSE ARRAY[timestamptz '-infinity'] END;

-- The lives of an institution's consents, as the day ledger reads them: from eligible_from until they
-- ended, expired, or their user had not been seen for too long; with all successes that are known,
-- and all that was given up; with the pause that is made after a success, and with the begins of
-- rounds that end it: as the ring has it, who wants to come once a round comes once in each, and a
-- longer cycle is near when less than half a round is missing.
CREATE FUNCTION ledger_lives(
  p_institution integer, p_cycle interval, p_round interval, p_period_begins timestamptz[], p_least interval,
  p_access interval)
RETURNS TABLE (
  born timestamptz, gone timestamptz, pause interval, begins timestamptz[], successes timestamptz[],
  given_up_at timestamptz[], given_up_until timestamptz[], barred_until timestamptz)
LANGUAGE sql STABLE AS $$
  WITH mark AS (                     -- from each to the next one rounds began at the same instants
    SELECT array_agg(key ORDER BY key) AS keys
      FROM (SELECT arc_first FROM lane_round WHERE institution_id = p_institution
             UNION
            SELECT arc_last + 1 FROM lane_round
             WHERE institution_id = p_institution AND arc_last < 9223372036854775807) AS bound (key)
  ), place AS MATERIALIZED (      -- once, not again for each use of it
    SELECT n::integer AS n, ring_rounds(p_institution, key) AS rounds_began
      FROM mark, unnest(mark.keys) WITH ORDINALITY AS m (key, n)
     WHERE p_period_begins IS NULL
  )
  SELECT c.eligible_from,
         least(c.ended_at, c.expires_at, c.last_access_at + p_access),
         ledger_pause(coalesce(make_interval(secs => c.cycle_seconds), p_cycle), p_round, p_least),
         ledger_begins(coalesce(make_interval(secs => c.cycle_seconds), p_cycle), p_round, p_period_begins,
                       coalesce(place.rounds_began, '{}')),
         ARRAY[c.succeeded_at, c.succeeded_before] || coalesce(c.succeeded_earlier, '{}'),
         coalesce(g.at, '{}'), coalesce(g.until, '{}'), c.given_up_until
    FROM consent AS c
   CROSS JOIN mark
    LEFT JOIN place ON place.n = width_bucket(c.ring_key, mark.keys)
    LEFT JOIN (
         SELECT ring_key, user_id, array_agg(at ORDER BY at) AS at, array_agg(until ORDER BY at) AS until
           FROM given_up
          WHERE institution_id = p_institution
          GROUP BY ring_key, user_id) AS g ON g.ring_key = c.ring_key AND g.user_id = c.user_id
   WHERE c.institution_id = p_institution
   UNION ALL
  SELECT p.eligible_from, p.gone_at,
         ledger_pause(coalesce(make_interval(secs => p.cycle_seconds), p_cycle), p_round, p_least),
         ledger_begins(coalesce(make_interval(secs => p.cycle_seconds), p_cycle), p_round, p_period_begins,
                       p.rounds_began),
         ARRAY[p.succeeded_at, p.succeeded_before] || coalesce(p.succeeded_earlier, '{}'),
         p.given_up_at, p.given_up_until, '-infinity'
    FROM past_consent AS p
   WHERE p.institution_id = p_institution
$$;

-- From when on a consent wanted its next refresh, as it was just before an instant: since it was
-- born, since the round after its last success began and its cycle came near, since what it was
-- given up for was over. Begins of rounds ascending; past all of them nothing is known to bar it.
CREATE FUNCTION ledger_ready(
  p_born timestamptz, p_pause interval, p_successes timestamptz[], p_given_up_at timestamptz[],
  p_given_up_until timestamptz[], p_begins timestamptz[], p_before timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(
    p_born,
    (SELECT greatest(p_begins[width_bucket(last.at, p_begins) + 1], last.at + p_pause)
       FROM (SELECT max(s) AS at FROM unnest(p_successes) AS s WHERE s < p_before AND s > '-infinity') AS last
      WHERE last.at IS NOT NULL),
    (SELECT max(g.until) FROM unnest(p_given_up_at, p_given_up_until) AS g (at, until) WHERE g.at < p_before))
$$;

GRANT EXECUTE ON FUNCTION ledger_pause, ledger_begins, ledger_lives, ledger_ready TO tidegate_scheduler;
