-- Written by push-worker.

-- What was delivered: only pushes of a repeated page, a redelivered offset or a retry are looked up
-- here. The key is io.tidegate.messages.Push.key(), 128 bits of the push id.
CREATE TABLE delivered_push (
  key          uuid NOT NULL,
  delivered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT delivered_push_pk PRIMARY KEY (key)
);

CREATE INDEX delivered_push_age ON delivered_push USING brin (delivered_at);

-- What was given up, with all that is needed to send it again under the same push id.
CREATE TABLE dead_letter (
  push_id     text COLLATE "C" NOT NULL,
  user_id     text COLLATE "C" NOT NULL,
  device_id   uuid NOT NULL,
  channel     text NOT NULL,
  app         text NOT NULL,
  reason      text NOT NULL,               -- a class of answer
  last_answer text,                        -- what the push service said last, cut
  attempts    integer NOT NULL,
  due_at      timestamptz NOT NULL,
  dead_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  push        jsonb NOT NULL,
  state       text NOT NULL DEFAULT 'dead',
  CONSTRAINT dead_letter_pk PRIMARY KEY (push_id),
  CONSTRAINT dead_letter_attempts_positive CHECK (attempts >= 0),
  CONSTRAINT dead_letter_state_known CHECK (state IN ('dead', 'replayed', 'dropped'))
);

CREATE INDEX dead_letter_age ON dead_letter (dead_at);
CREATE INDEX dead_letter_user ON dead_letter (user_id);

REVOKE SELECT ON delivered_push, dead_letter FROM tidegate_scheduler, tidegate_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON delivered_push, dead_letter TO tidegate_push;
