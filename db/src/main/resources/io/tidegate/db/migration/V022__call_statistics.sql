-- What came of the calls, per minute in which they started; from tallies.
CREATE TABLE call_statistic (
  minute                 timestamptz NOT NULL,
  institution_id         integer NOT NULL,
  call                   text NOT NULL,
  call_class             text NOT NULL,
  response_class         text NOT NULL,
  calls                  bigint NOT NULL,
  total_millis           bigint NOT NULL,
  total_squared_millis   double precision NOT NULL,
  CONSTRAINT call_statistic_pk PRIMARY KEY (institution_id, minute, call, call_class, response_class),
  CONSTRAINT call_statistic_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id),
  CONSTRAINT call_statistic_whole_minute CHECK (minute = date_trunc('minute', minute, 'UTC')),
  CONSTRAINT call_statistic_class_known CHECK (call_class IN ('scheduled', 'user')),
  CONSTRAINT call_statistic_calls_range CHECK (calls >= 0)
) WITH (fillfactor = 80);

CREATE INDEX call_statistic_by_minute ON call_statistic (minute);

-- The last tally counted of each server and institution: one that comes again is below it. Tallies
-- of an institution come in order, as they share a partition and the producer is idempotent.
CREATE TABLE tally_counted (
  registration   bigint NOT NULL,
  institution_id integer NOT NULL,
  sequence       bigint NOT NULL,
  counted_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT tally_counted_pk PRIMARY KEY (registration, institution_id),
  CONSTRAINT tally_counted_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id)
) WITH (fillfactor = 50);

GRANT INSERT, UPDATE, DELETE ON call_statistic, tally_counted TO tidegate_scheduler;
