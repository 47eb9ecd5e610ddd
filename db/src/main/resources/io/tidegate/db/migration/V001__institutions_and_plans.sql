-- Roles: every process connects with one login and takes its role at once (SET ROLE), so that
-- a table is written by one process only and the database itself refuses anything else.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tidegate_scheduler') THEN
    CREATE ROLE tidegate_scheduler NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tidegate_worker') THEN
    CREATE ROLE tidegate_worker NOLOGIN;
  END IF;
  EXECUTE format('GRANT tidegate_scheduler, tidegate_worker TO %I', current_user);
END
$$;

GRANT USAGE ON SCHEMA public TO tidegate_scheduler, tidegate_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO tidegate_scheduler, tidegate_worker;
-- Made before any default of ours: the processes validate against it.
GRANT SELECT ON "${flyway:table}" TO tidegate_scheduler, tidegate_worker;

-- Written by scheduler-app.

CREATE TABLE institution (
  id         integer GENERATED ALWAYS AS IDENTITY,
  code       text NOT NULL,
  name       text NOT NULL,
  zone       text NOT NULL,
  removed_at timestamptz,
  CONSTRAINT institution_pk PRIMARY KEY (id),
  CONSTRAINT institution_code_unique UNIQUE (code)
);

-- The policy files as the scheduler took them over: workers read policies here, never from a file of
-- their own, so that all nodes obey the same version in the same minute.
CREATE TABLE policy_version (
  institution_id integer NOT NULL,
  version        integer NOT NULL,
  source         text NOT NULL,
  effective_from timestamptz NOT NULL,
  CONSTRAINT policy_version_pk PRIMARY KEY (institution_id, version),
  CONSTRAINT policy_version_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id),
  CONSTRAINT policy_version_positive CHECK (version > 0),
  CONSTRAINT policy_version_from_whole_minute CHECK (effective_from = date_trunc('minute', effective_from, 'UTC'))
);

-- What holds an institution back right now. Pause and circuit join these columns with their issue.
CREATE TABLE institution_state (
  institution_id integer NOT NULL,
  version        bigint NOT NULL,
  blocked_until  timestamptz,
  rate_factor    real NOT NULL DEFAULT 1,
  reason         text,
  changed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT institution_state_pk PRIMARY KEY (institution_id),
  CONSTRAINT institution_state_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id),
  CONSTRAINT institution_state_rate_factor_range CHECK (rate_factor > 0 AND rate_factor <= 1)
);

-- One row per institution and minute, inserted once and read back by whoever lost the race: the only
-- source of pace for the workers. Instants of tickets: minute + (n + 1/2) * ticket_interval_ns,
-- for n < 60 s / ticket_interval_ns; ticket n belongs to lane n mod lanes; none outside [open_from, open_until).
CREATE TABLE minute_plan (
  institution_id     integer NOT NULL,
  minute             timestamptz NOT NULL,
  policy_version     integer NOT NULL,
  ticket_interval_ns bigint NOT NULL,
  lanes              smallint NOT NULL,
  span_seconds       smallint NOT NULL,
  open_from          timestamptz NOT NULL,
  open_until         timestamptz NOT NULL,
  targets            integer[] NOT NULL,
  planned_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT minute_plan_pk PRIMARY KEY (institution_id, minute),
  CONSTRAINT minute_plan_policy_fk FOREIGN KEY (institution_id, policy_version) REFERENCES policy_version (institution_id, version),
  CONSTRAINT minute_plan_whole_minute CHECK (minute = date_trunc('minute', minute, 'UTC')),
  CONSTRAINT minute_plan_interval_positive CHECK (ticket_interval_ns > 0),
  CONSTRAINT minute_plan_lanes_range CHECK (lanes BETWEEN 1 AND 1024),
  CONSTRAINT minute_plan_span_known CHECK (span_seconds IN (1, 2, 5, 10, 30, 60)),
  CONSTRAINT minute_plan_open_within_minute CHECK (
    open_from >= minute AND open_until <= minute + interval '1 minute' AND open_from < open_until),
  CONSTRAINT minute_plan_target_per_lane CHECK (cardinality(targets) = lanes AND 0 <= ALL (targets))
);

GRANT INSERT, UPDATE, DELETE ON institution, policy_version, institution_state, minute_plan TO tidegate_scheduler;
