-- Written by batch-worker.

-- Every call that did not succeed, for the operator and, later, for replays. The transaction id is
-- unique without a clock, so a batch that is written twice counts once.
CREATE TABLE call_failure (
  transaction_id text NOT NULL,
  institution_id integer NOT NULL,
  user_id        text NOT NULL,
  call           text NOT NULL,
  object         text,
  page           integer NOT NULL,
  response_class text NOT NULL,
  status         smallint,
  code           text,
  started_at     timestamptz NOT NULL,
  duration_us    bigint NOT NULL,
  registration   bigint NOT NULL,
  CONSTRAINT call_failure_pk PRIMARY KEY (transaction_id),
  CONSTRAINT call_failure_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id),
  CONSTRAINT call_failure_page_positive CHECK (page > 0),
  CONSTRAINT call_failure_duration_range CHECK (duration_us >= 0),
  CONSTRAINT call_failure_is_none_of_success CHECK (response_class NOT IN ('success', 'unchanged'))
);

CREATE INDEX call_failure_user ON call_failure (user_id, started_at);
CREATE INDEX call_failure_age ON call_failure (started_at);

GRANT INSERT, UPDATE, DELETE ON call_failure TO tidegate_worker;
