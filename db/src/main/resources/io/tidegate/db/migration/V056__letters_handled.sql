-- Written by push-worker.

-- A replay claims letters, so that two at once do not send twice; a claim whose replay died is taken
-- over. What was delivered meanwhile is a duplicate.
ALTER TABLE dead_letter ADD COLUMN claimed_at timestamptz;
ALTER TABLE dead_letter DROP CONSTRAINT dead_letter_state_known;
ALTER TABLE dead_letter ADD CONSTRAINT dead_letter_state_known CHECK (
  state IN ('dead', 'replaying', 'replayed', 'duplicate', 'dropped'));
ALTER TABLE dead_letter ADD CONSTRAINT dead_letter_claimed_while_replaying CHECK (
  (state = 'replaying') = (claimed_at IS NOT NULL));

-- Lists go page by page.
DROP INDEX dead_letter_age;
CREATE INDEX dead_letter_age ON dead_letter (dead_at, push_id);

-- Who replayed or dropped a letter, and why; kept when it dies again, and gone when it goes.
CREATE TABLE letter_handled (
  id        bigint GENERATED ALWAYS AS IDENTITY,
  push_id   text COLLATE "C" NOT NULL,
  what      text NOT NULL,
  by_whom   text NOT NULL,
  why       text NOT NULL,
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT letter_handled_pk PRIMARY KEY (id),
  CONSTRAINT letter_handled_letter_fk FOREIGN KEY (push_id) REFERENCES dead_letter (push_id) ON DELETE CASCADE,
  CONSTRAINT letter_handled_what_known CHECK (what IN ('replayed', 'duplicate', 'dropped')),
  CONSTRAINT letter_handled_by_somebody CHECK (by_whom <> '' AND why <> '')
);

CREATE INDEX letter_handled_letter ON letter_handled (push_id);

REVOKE SELECT ON letter_handled FROM tidegate_scheduler, tidegate_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON letter_handled TO tidegate_push;
