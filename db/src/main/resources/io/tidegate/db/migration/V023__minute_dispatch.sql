-- Who sends the commands of a minute, so that any node can see that nobody did.
CREATE TABLE minute_dispatch (
  minute   timestamptz NOT NULL,
  node     text NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at  timestamptz,
  commands integer,
  CONSTRAINT minute_dispatch_pk PRIMARY KEY (minute),
  CONSTRAINT minute_dispatch_whole_minute CHECK (minute = date_trunc('minute', minute, 'UTC')),
  CONSTRAINT minute_dispatch_sent_whole CHECK ((sent_at IS NULL) = (commands IS NULL))
);

GRANT INSERT, UPDATE, DELETE ON minute_dispatch TO tidegate_scheduler;
