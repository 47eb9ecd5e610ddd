-- Written by batch-worker (later by the coordinator, for every process).

-- The processes and their leases. An id is small and used again; a registration number never is.
-- The holder stops 15 s after it began to send the last heartbeat that got through; others wait
-- until others_wait_until, which the holder itself set further off, by the database's clock.
CREATE TABLE server (
  id                integer NOT NULL,
  registration      bigint NOT NULL,
  name              text NOT NULL,
  established_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  heartbeat_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  others_wait_until timestamptz NOT NULL,
  ended_at          timestamptz,
  CONSTRAINT server_pk PRIMARY KEY (id),
  CONSTRAINT server_registration_unique UNIQUE (registration),
  CONSTRAINT server_id_positive CHECK (id > 0),
  CONSTRAINT server_others_wait CHECK (others_wait_until > heartbeat_at)
);

-- Five digits of base 36 in transaction ids: registration numbers end at 36^5 - 1.
CREATE SEQUENCE server_registration AS bigint MINVALUE 1 MAXVALUE 60466175 NO CYCLE;

GRANT INSERT, UPDATE, DELETE ON server TO tidegate_worker;
GRANT USAGE ON SEQUENCE server_registration TO tidegate_worker;

-- Processes validate the migrations: they may read Flyway's own table, which was made before
-- the default privileges were.
GRANT SELECT ON flyway_schema_history TO tidegate_scheduler, tidegate_worker;
