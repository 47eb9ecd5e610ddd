-- What one minute's plan hands to the next: rounding carried over per lane, in users, and the last
-- cold start that was not the opening of a window.
ALTER TABLE minute_plan
  ADD COLUMN behind double precision[] NOT NULL DEFAULT '{}',
  ADD COLUMN resumed_at timestamptz;

-- All institutions of one minute are read back and sent at once.
CREATE INDEX minute_plan_by_minute ON minute_plan (minute);

-- Day targets as they were last made; a day that is over keeps its last one.
CREATE TABLE day_target (
  institution_id    integer NOT NULL,
  day               date NOT NULL,
  policy_version    integer NOT NULL,
  users             bigint NOT NULL,
  user_calls        double precision NOT NULL,
  capacity          bigint NOT NULL,
  open_minutes      double precision NOT NULL,
  calls_per_refresh double precision NOT NULL,
  shortfall         bigint NOT NULL,
  population        bigint NOT NULL,
  planned_at        timestamptz NOT NULL,
  CONSTRAINT day_target_pk PRIMARY KEY (institution_id, day),
  CONSTRAINT day_target_policy_fk FOREIGN KEY (institution_id, policy_version)
    REFERENCES policy_version (institution_id, version),
  CONSTRAINT day_target_counts_range CHECK (
    users >= 0 AND user_calls >= 0 AND capacity >= 0 AND open_minutes >= 0 AND shortfall >= 0
    AND population >= 0),
  CONSTRAINT day_target_calls_positive CHECK (calls_per_refresh > 0)
);

COMMENT ON COLUMN day_target.users IS 'whole day, what was done of it before it was planned included';
COMMENT ON COLUMN day_target.shortfall IS 'users of the round for whom no day has room';

-- Where the lanes stood when the institution's local day began, to tell what was done since.
CREATE TABLE day_start (
  institution_id integer NOT NULL,
  day            date NOT NULL,
  lane           smallint NOT NULL,
  lanes          smallint NOT NULL,
  round          bigint NOT NULL,
  claimed        bigint NOT NULL,
  CONSTRAINT day_start_pk PRIMARY KEY (institution_id, day, lane),
  CONSTRAINT day_start_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id),
  CONSTRAINT day_start_lane_range CHECK (lane >= 0 AND lane < lanes)
);

GRANT INSERT, UPDATE, DELETE ON day_target, day_start TO tidegate_scheduler;
