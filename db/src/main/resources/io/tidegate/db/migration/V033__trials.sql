-- Written by batch-worker.

-- One refresh that an operator asked for, traced call by call. It goes through the retry queue and
-- the same limits as every other.
CREATE TABLE trial (
  id             bigint GENERATED ALWAYS AS IDENTITY,
  institution_id integer NOT NULL,
  user_id        text NOT NULL,
  asked_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at    timestamptz,
  outcome        text,
  CONSTRAINT trial_pk PRIMARY KEY (id),
  CONSTRAINT trial_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id),
  CONSTRAINT trial_outcome_at_the_end CHECK ((finished_at IS NULL) = (outcome IS NULL))
);

CREATE INDEX trial_user ON trial (user_id);

-- Its calls as they were made. Secrets are masked before they come here, bodies are cut.
CREATE TABLE trial_call (
  trial_id       bigint NOT NULL,
  sequence       integer NOT NULL,
  transaction_id text NOT NULL,
  call           text NOT NULL,
  object         text,
  page           integer NOT NULL,
  request        text NOT NULL,
  status         smallint,
  code           text,
  response_class text NOT NULL,
  answer         text,
  answer_bytes   bigint NOT NULL,
  started_at     timestamptz NOT NULL,
  duration_us    bigint NOT NULL,
  CONSTRAINT trial_call_pk PRIMARY KEY (trial_id, sequence),
  CONSTRAINT trial_call_once UNIQUE (transaction_id),
  CONSTRAINT trial_call_trial_fk FOREIGN KEY (trial_id) REFERENCES trial (id) ON DELETE CASCADE,
  CONSTRAINT trial_call_page_positive CHECK (page > 0),
  CONSTRAINT trial_call_sequence_positive CHECK (sequence > 0)
);

GRANT INSERT, UPDATE, DELETE ON trial, trial_call TO tidegate_worker;
