-- Written by push-worker.

-- What time the poll thinks it is. Tests put another one in its place.
CREATE FUNCTION timer_now() RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN clock_timestamp();

-- A timer: a local minute of the day, a zone, and a predicate on local dates. Nothing here changes
-- when it fires. The poll reads (shard, zone, minute of day, day key) and asks the rule itself only
-- about what is left. A day key (io.tidegate.recurrence.DayKey) is a necessary condition in one
-- number: on any date some 70 of them can hold, so a weekly timer is read on its days only.
--
-- A row holds for the minutes from holds_from until holds_until (exclusive, null: for good). A change
-- keeps the old row until the poll is done with the minutes that are the old one's; there are at
-- most as many such rows as writes in an unfinished minute.
CREATE TABLE timer (
  id           uuid NOT NULL,
  version      integer NOT NULL,
  user_id      text COLLATE "C" NOT NULL,
  user_key     bigint GENERATED ALWAYS AS (ring_key(user_id)) STORED,
  shard        smallint GENERATED ALWAYS AS (((ring_key(user_id) >> 60) & 15)::smallint) STORED,
  zone         text COLLATE "C" NOT NULL,
  minute       smallint NOT NULL,
  day_key      integer NOT NULL,
  rule         text NOT NULL,               -- the RRULE without UNTIL; '' for once
  first_date   date NOT NULL,               -- DTSTART's date, the anchor of every n days, weeks, months
  last_date    date,
  title        text NOT NULL,
  body         text NOT NULL,
  link         text,
  data         jsonb,
  collapse_key text,
  ttl_seconds  integer NOT NULL,
  enabled      boolean NOT NULL DEFAULT true,
  set_aside    text,                        -- why it cannot be computed; the poll passes over it
  holds_from   timestamptz NOT NULL,
  holds_until  timestamptz,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT timer_pk PRIMARY KEY (id, version),
  CONSTRAINT timer_user_named CHECK (user_id <> ''),
  CONSTRAINT timer_version_positive CHECK (version > 0),
  CONSTRAINT timer_minute_range CHECK (minute BETWEEN 0 AND 1439),
  CONSTRAINT timer_dates_in_order CHECK (last_date >= first_date),
  CONSTRAINT timer_ttl_positive CHECK (ttl_seconds > 0),
  CONSTRAINT timer_holds_whole_minutes CHECK (
    holds_from = date_trunc('minute', holds_from, 'UTC')
    AND holds_until = date_trunc('minute', holds_until, 'UTC')),
  CONSTRAINT timer_holds_in_order CHECK (holds_until > holds_from)
);

CREATE UNIQUE INDEX timer_current ON timer (id) WHERE holds_until IS NULL;
CREATE INDEX timer_user ON timer (user_id, id);
CREATE INDEX timer_bucket ON timer (shard, zone, minute, day_key, user_key, id, version)
  WHERE enabled AND set_aside IS NULL;
CREATE INDEX timer_replaced ON timer (shard, holds_until) WHERE holds_until IS NOT NULL;

-- How far each shard is: the last minute that a poll has begun. A write to timers holds the row FOR
-- SHARE, a poll takes it FOR UPDATE to begin a minute: what commits later holds from the next minute.
CREATE TABLE timer_progress (
  shard        smallint NOT NULL,
  begun_minute timestamptz NOT NULL,
  tzdb         text,                        -- version of the tz database that minute was begun with
  CONSTRAINT timer_progress_pk PRIMARY KEY (shard),
  CONSTRAINT timer_progress_shard_range CHECK (shard BETWEEN 0 AND 15),
  CONSTRAINT timer_progress_whole_minute CHECK (begun_minute = date_trunc('minute', begun_minute, 'UTC'))
);

INSERT INTO timer_progress (shard, begun_minute)
SELECT shard, date_trunc('minute', clock_timestamp(), 'UTC') FROM generate_series(0, 15) AS shard;

-- Minutes that were begun and are not done, worked off from the last to the first: the present
-- minute, what was missed, the last day after a change of the tz database. The row goes when it is
-- done. Several firings of one timer up to coalesce_until become the last of them.
CREATE TABLE timer_span (
  id             bigint GENERATED ALWAYS AS IDENTITY,
  shard          smallint NOT NULL,
  kind           text NOT NULL,
  first_minute   timestamptz NOT NULL,
  minute         timestamptz NOT NULL,      -- the one in work
  coalesce_until timestamptz NOT NULL,
  zones          text[],                    -- null: all
  position       text,                      -- the last timer of the last page that is on the queue
  CONSTRAINT timer_span_pk PRIMARY KEY (id),
  CONSTRAINT timer_span_shard_fk FOREIGN KEY (shard) REFERENCES timer_progress (shard),
  CONSTRAINT timer_span_kind_known CHECK (kind IN ('present', 'missed', 'tzdb')),
  CONSTRAINT timer_span_whole_minutes CHECK (
    first_minute = date_trunc('minute', first_minute, 'UTC')
    AND minute = date_trunc('minute', minute, 'UTC')),
  CONSTRAINT timer_span_in_order CHECK (first_minute <= minute AND minute <= coalesce_until)
);

CREATE INDEX timer_span_shard ON timer_span (shard, minute);

-- The zones as they were computed last: after a change of the tz database only those whose rules
-- differ are gone over.
CREATE TABLE timer_zone (
  zone   text COLLATE "C" NOT NULL,
  rules  bytea NOT NULL,                    -- SHA-256
  CONSTRAINT timer_zone_pk PRIMARY KEY (zone)
);

REVOKE SELECT ON timer FROM tidegate_scheduler, tidegate_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON timer, timer_progress, timer_span, timer_zone TO tidegate_push;
