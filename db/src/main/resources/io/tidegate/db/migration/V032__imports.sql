-- Written by batch-worker.

-- A file of consents on its way into the ring. received -> staged -> running -> done, or refused
-- (nothing of it is kept), or failed (it says why). The owner is the server that works on it; another
-- may take it over once the owner's lease is proven to be over.
CREATE TABLE import_file (
  id          bigint GENERATED ALWAYS AS IDENTITY,
  name        text NOT NULL,
  replace     boolean NOT NULL,
  state       text NOT NULL DEFAULT 'receiving',
  owner       bigint,
  attempts    integer NOT NULL DEFAULT 0,
  rows        bigint NOT NULL DEFAULT 0,
  rejected    bigint NOT NULL DEFAULT 0,
  candidates  bigint NOT NULL DEFAULT 0,
  applied     bigint NOT NULL DEFAULT 0,
  inserted    bigint NOT NULL DEFAULT 0,
  ended       bigint NOT NULL DEFAULT 0,
  failure     text,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  CONSTRAINT import_file_pk PRIMARY KEY (id),
  CONSTRAINT import_file_state_known CHECK (
    state IN ('receiving', 'staged', 'running', 'done', 'refused', 'failed')),
  CONSTRAINT import_file_counts CHECK (
    rejected <= rows AND applied <= candidates AND inserted <= applied AND attempts >= 0 AND ended >= 0),
  CONSTRAINT import_file_failure_said CHECK ((failure IS NOT NULL) = (state IN ('refused', 'failed')))
);

CREATE INDEX import_file_open ON import_file (id) WHERE state IN ('receiving', 'staged', 'running');

-- Good rows as they came. null says nothing: a new consent gets the default, an old one keeps its own.
CREATE TABLE import_row (
  import_id         bigint NOT NULL,
  line              bigint NOT NULL,
  institution_id    integer NOT NULL,
  ring_key          bigint NOT NULL,
  user_id           text COLLATE "C" NOT NULL,
  cycle_seconds     integer,
  last_refreshed_at timestamptz,
  expires_at        timestamptz,
  state             text,
  last_access_at    timestamptz,
  token             text
);

CREATE INDEX import_row_import ON import_row USING brin (import_id);

-- The same, each consent once and in the order of the ring: what the job reads, arc by arc.
CREATE TABLE import_candidate (
  import_id         bigint NOT NULL,
  institution_id    integer NOT NULL,
  ring_key          bigint NOT NULL,
  user_id           text COLLATE "C" NOT NULL,
  cycle_seconds     integer,
  last_refreshed_at timestamptz,
  expires_at        timestamptz,
  state             text,
  last_access_at    timestamptz,
  token             text,
  CONSTRAINT import_candidate_pk PRIMARY KEY (import_id, institution_id, ring_key, user_id)
);

CREATE TABLE import_rejection (
  import_id bigint NOT NULL,
  line      bigint NOT NULL,
  reason    text NOT NULL,
  user_id   text,
  CONSTRAINT import_rejection_pk PRIMARY KEY (import_id, line),
  CONSTRAINT import_rejection_import_fk FOREIGN KEY (import_id) REFERENCES import_file (id)
);

-- Bearer tokens stand apart from the consents: the ring's rows stay small, and a claim reads only the
-- tokens that it needs.
CREATE TABLE consent_token (
  institution_id integer NOT NULL,
  ring_key       bigint NOT NULL,
  user_id        text COLLATE "C" NOT NULL,
  token          text NOT NULL,
  CONSTRAINT consent_token_pk PRIMARY KEY (institution_id, ring_key, user_id),
  CONSTRAINT consent_token_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id)
);

GRANT INSERT, UPDATE, DELETE ON consent_token TO tidegate_worker;
REVOKE SELECT ON consent_token, import_row, import_candidate FROM tidegate_scheduler;
GRANT INSERT, UPDATE, DELETE ON import_file, import_row, import_candidate, import_rejection TO tidegate_worker;
