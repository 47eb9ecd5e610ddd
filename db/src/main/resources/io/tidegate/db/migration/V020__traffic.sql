-- The calls that real users cause. Kept by code, not by id: counts may come before the institution,
-- and 'default' (codes are upper case) is the traffic of all that have none of their own.

-- What each users' server said of each minute, for as long as it may say it again.
CREATE TABLE traffic_minute (
  institution text NOT NULL,
  server      text NOT NULL,
  minute      timestamptz NOT NULL,
  calls       bigint NOT NULL,
  CONSTRAINT traffic_minute_pk PRIMARY KEY (minute, institution, server),
  CONSTRAINT traffic_minute_whole CHECK (minute = date_trunc('minute', minute, 'UTC')),
  CONSTRAINT traffic_minute_calls_range CHECK (calls >= 0)
);

-- The sums that planning reads. What came from files stands apart from what servers counted, so
-- that a file imported again replaces itself and nothing else.
CREATE TABLE traffic_slot (
  institution text NOT NULL,
  slot        timestamptz NOT NULL,
  source      text NOT NULL,
  calls       bigint NOT NULL,
  CONSTRAINT traffic_slot_pk PRIMARY KEY (institution, slot, source),
  CONSTRAINT traffic_slot_of_ten_minutes CHECK (slot = date_bin('10 minutes', slot, timestamptz '2000-01-01 00:00:00+00')),
  CONSTRAINT traffic_slot_source_known CHECK (source IN ('server', 'file')),
  CONSTRAINT traffic_slot_calls_range CHECK (calls >= 0)
) WITH (fillfactor = 80);

CREATE INDEX traffic_slot_by_time ON traffic_slot (slot);

GRANT INSERT, UPDATE, DELETE ON traffic_minute, traffic_slot TO tidegate_scheduler;

-- The last file taken over per institution: nodes learn its traffic anew when this changes.
CREATE TABLE traffic_import (
  institution text NOT NULL,
  imported_at timestamptz NOT NULL,
  first_slot  timestamptz NOT NULL,
  last_slot   timestamptz NOT NULL,
  slots       integer NOT NULL,
  CONSTRAINT traffic_import_pk PRIMARY KEY (institution),
  CONSTRAINT traffic_import_in_order CHECK (first_slot <= last_slot AND slots > 0)
);

GRANT INSERT, UPDATE, DELETE ON traffic_import TO tidegate_scheduler;
