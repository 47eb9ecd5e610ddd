-- Written by batch-worker. The ring: see package io.tidegate.worker.ring.

-- Where a user stands on every ring: the first 64 bits of SHA-256 of the user's id in UTF-8, read
-- as a signed number. The same for ever and everywhere; the worker computes it too (RingKey).
CREATE FUNCTION ring_key(p_user text) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('x' || encode(substr(sha256(convert_to(p_user, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint;

-- What time the ring thinks it is. Tests put another one in its place.
CREATE FUNCTION ring_now() RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN clock_timestamp();

-- One user's permission at one institution. The only index serves paging and the look-up of a user;
-- no settle touches its columns, so that all updates of a refresh are heap-only. What settles change
-- stands at the end of the row: the log then holds little more than that. Most of every page is
-- left free, as neighbours are settled in one transaction and the old versions still stand there.
CREATE TABLE consent (
  institution_id    integer NOT NULL,
  cycle_seconds     integer,                                  -- null: the institution's
  ring_key          bigint NOT NULL,
  eligible_from     timestamptz NOT NULL,                     -- first imported, or reinstated
  ended_at          timestamptz NOT NULL DEFAULT 'infinity',  -- until then active
  expires_at        timestamptz NOT NULL DEFAULT 'infinity',
  last_access_at    timestamptz,                              -- null: not known, so it bars nothing
  user_id           text COLLATE "C" NOT NULL,
  end_reason        text,
  given_up_until    timestamptz NOT NULL DEFAULT '-infinity',
  succeeded_before  timestamptz NOT NULL DEFAULT '-infinity', -- the whole refresh before the last
  succeeded_at      timestamptz NOT NULL DEFAULT '-infinity', -- the last whole refresh
  counted_at        timestamptz NOT NULL DEFAULT '-infinity', -- the newest that quotas of successes count
  claimed_at        timestamptz NOT NULL DEFAULT '-infinity', -- claim of the page of the last settle
  succeeded_earlier timestamptz[],                            -- newest first, for the day ledger
  counted_earlier   timestamptz[],                            -- newest first, as many as quotas look at
  starts            timestamptz[],                            -- newest first, where quotas count starts
  outcome           text,
  sinces            text,                                     -- the pipeline's own notation
  CONSTRAINT consent_pk PRIMARY KEY (institution_id, ring_key, user_id),
  CONSTRAINT consent_user_named CHECK (user_id <> ''),
  CONSTRAINT consent_cycle_positive CHECK (cycle_seconds > 0),
  CONSTRAINT consent_end_has_reason CHECK ((end_reason IS NULL) = (ended_at = 'infinity'))
) PARTITION BY HASH (institution_id);

DO $$
BEGIN
  FOR i IN 0..15 LOOP
    EXECUTE format(
      'CREATE TABLE consent_%s PARTITION OF consent FOR VALUES WITH (MODULUS 16, REMAINDER %s)
       WITH (fillfactor = 36, autovacuum_vacuum_scale_factor = 0.05,
             autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.2)',
      lpad(i::text, 2, '0'), i);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON consent_%s TO tidegate_worker', lpad(i::text, 2, '0'));
  END LOOP;
END
$$;

-- What the day ledger has to know of consents that were erased, or that ended and came back:
-- finished lives, without a user.
CREATE TABLE past_consent (
  institution_id    integer NOT NULL,
  cycle_seconds     integer,
  eligible_from     timestamptz NOT NULL,
  gone_at           timestamptz NOT NULL,
  succeeded_before  timestamptz NOT NULL,
  succeeded_at      timestamptz NOT NULL,
  succeeded_earlier timestamptz[],
  given_up_at       timestamptz[] NOT NULL,
  given_up_until    timestamptz[] NOT NULL,
  rounds_began      timestamptz[] NOT NULL,      -- ascending, where it stood, as lane_round had them
  CONSTRAINT past_consent_given_up_pairs CHECK (cardinality(given_up_at) = cardinality(given_up_until))
);
CREATE INDEX past_consent_gone ON past_consent (institution_id, gone_at);

-- How many consents stand in each 64th of the ring, whatever their state; lanes are made of these.
CREATE TABLE ring_arc (
  institution_id integer NOT NULL,
  arc            smallint NOT NULL,
  consents       bigint NOT NULL,
  CONSTRAINT ring_arc_pk PRIMARY KEY (institution_id, arc),
  CONSTRAINT ring_arc_range CHECK (arc BETWEEN 0 AND 63),
  CONSTRAINT ring_arc_consents_range CHECK (consents >= 0)
) WITH (fillfactor = 50);

-- A lane's arc, its cursor and its round. The round goes from its origin to the arc's end, from the
-- arc's start (wrapped) back to the origin, and is over. Cursor and origin name the last row passed.
CREATE TABLE lane (
  institution_id  integer NOT NULL,
  lane            smallint NOT NULL,
  lanes           smallint NOT NULL,
  cut_from        timestamptz NOT NULL,          -- first instant for which the ring is cut like this
  arc_first       bigint NOT NULL,
  arc_last        bigint NOT NULL,
  round           bigint NOT NULL,
  round_began_at  timestamptz NOT NULL,
  origin_key      bigint NOT NULL,
  origin_user     text COLLATE "C" NOT NULL,
  cursor_key      bigint NOT NULL,
  cursor_user     text COLLATE "C" NOT NULL,
  wrapped         boolean NOT NULL,
  round_over      boolean NOT NULL,
  claimed         bigint NOT NULL,               -- users claimed from the ring in this round
  passed          bigint NOT NULL,               -- rows passed in this round, claimed or not
  retry_carry     smallint NOT NULL,             -- fifths of a user that the retry queue has to come
  registration    bigint NOT NULL,               -- the last worker
  CONSTRAINT lane_pk PRIMARY KEY (institution_id, lane),
  CONSTRAINT lane_range CHECK (lane >= 0 AND lane < lanes),
  CONSTRAINT lane_arc CHECK (arc_first <= arc_last),
  CONSTRAINT lane_cursor_within CHECK (cursor_key BETWEEN arc_first AND arc_last),
  CONSTRAINT lane_origin_within CHECK (origin_key BETWEEN arc_first AND arc_last),
  CONSTRAINT lane_counts_range CHECK (claimed >= 0 AND passed >= 0 AND retry_carry BETWEEN 0 AND 4)
) WITH (fillfactor = 25);

-- When rounds of an arc began, the last days' and the one before: from then on, as the day ledger has
-- it, wait those who were refreshed before, if they want to come once in each.
CREATE TABLE lane_round (
  institution_id integer NOT NULL,
  arc_first      bigint NOT NULL,
  arc_last       bigint NOT NULL,
  began_at       timestamptz NOT NULL,
  CONSTRAINT lane_round_pk PRIMARY KEY (institution_id, arc_first, arc_last, began_at),
  CONSTRAINT lane_round_arc CHECK (arc_first <= arc_last)
);

-- The users claimed for one span of a lane's minute. Who inserted it owns the lane's tickets there.
CREATE TABLE page (
  institution_id integer NOT NULL,
  lane           smallint NOT NULL,
  first_instant  timestamptz NOT NULL,
  lanes          smallint NOT NULL,
  span_seconds   smallint NOT NULL,
  registration   bigint NOT NULL,
  number         bigint NOT NULL,                -- of the claim, in its registration
  round          bigint NOT NULL,
  round_ends_at  timestamptz NOT NULL,
  claimed_at     timestamptz NOT NULL,
  ends_at        timestamptz NOT NULL,           -- after it the worker starts no call of the page
  sweep_at       timestamptz NOT NULL,
  from_key       bigint NOT NULL,                -- the stretch of the ring that its users are from
  to_key         bigint NOT NULL,
  attempts       smallint NOT NULL,              -- the policy's, at this claim
  keep_counted   smallint NOT NULL,              -- instants that a row is to keep: for quotas of successes
  keep_starts    smallint NOT NULL,              -- for quotas of starts; 0 where there are none
  keep_succeeded smallint NOT NULL,              -- for the day ledger
  size           integer NOT NULL,
  retries        integer NOT NULL,               -- the first so many came from the retry queue
  ended_at       timestamptz,                    -- closed or swept
  swept          boolean NOT NULL DEFAULT false,
  settled        varbit NOT NULL,                -- a bit per user: has an outcome
  users          text[] COLLATE "C" NOT NULL,
  CONSTRAINT page_pk PRIMARY KEY (institution_id, lane, first_instant),
  CONSTRAINT page_users_counted CHECK (
    cardinality(users) = size AND bit_length(settled) = size AND retries BETWEEN 0 AND size),
  CONSTRAINT page_times CHECK (claimed_at < ends_at AND ends_at < sweep_at),
  CONSTRAINT page_swept_is_ended CHECK (NOT swept OR ended_at IS NOT NULL)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE page ALTER COLUMN users SET STORAGE EXTERNAL;
CREATE INDEX page_open ON page (institution_id, sweep_at) WHERE ended_at IS NULL;
CREATE INDEX page_ended ON page (ended_at) WHERE ended_at IS NOT NULL;

-- Refreshes that come out of turn. A row that is in a page is marked with it, not deleted.
CREATE TABLE retry (
  institution_id integer NOT NULL,
  ring_key       bigint NOT NULL,
  user_id        text COLLATE "C" NOT NULL,
  kind           text NOT NULL,
  due_at         timestamptz NOT NULL,
  attempts       smallint NOT NULL DEFAULT 0,
  progress       text,                           -- calls still to do, in the pipeline's own notation
  period_until   timestamptz,                    -- from then on all is done anew, and attempts count anew
  counted_at     timestamptz,                    -- what its own refresh has put among the consent's counted
  page_lane      smallint,
  page_first     timestamptz,
  trace          bigint,                         -- a trial that wants to see every call
  CONSTRAINT retry_pk PRIMARY KEY (institution_id, ring_key, user_id),
  CONSTRAINT retry_kind_known CHECK (
    kind IN ('failed', 'given-back', 'swept', 'new', 'early', 'replay', 'trial')),
  CONSTRAINT retry_attempts_range CHECK (attempts >= 0),
  CONSTRAINT retry_page_whole CHECK ((page_lane IS NULL) = (page_first IS NULL)),
  CONSTRAINT retry_progress_ends CHECK (progress IS NULL OR period_until IS NOT NULL)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
CREATE INDEX retry_due ON retry (institution_id, due_at) WHERE page_first IS NULL;

-- What was given up for its period, and why.
CREATE TABLE given_up (
  institution_id integer NOT NULL,
  at             timestamptz NOT NULL,
  until          timestamptz NOT NULL,
  ring_key       bigint NOT NULL,
  user_id        text COLLATE "C" NOT NULL,
  reason         text NOT NULL,
  attempts       smallint NOT NULL,
  CONSTRAINT given_up_pk PRIMARY KEY (institution_id, ring_key, user_id, at)
);
CREATE INDEX given_up_at ON given_up (institution_id, at);

GRANT INSERT, UPDATE, DELETE ON consent, past_consent, ring_arc, lane, lane_round, page, retry, given_up
  TO tidegate_worker;
