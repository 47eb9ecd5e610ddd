-- Written by push-worker.

-- An id of what was delivered is kept until a push with that id would be expired: with times to live
-- of an hour the table holds an hour's pushes, whatever else a timer may ask for.
ALTER TABLE delivered_push DROP COLUMN delivered_at;
ALTER TABLE delivered_push ADD COLUMN keep_until timestamptz NOT NULL;
CREATE INDEX delivered_push_kept ON delivered_push USING brin (keep_until);

-- The last push that a device got under a collapse key: an older one that is tried again must not
-- replace it.
CREATE TABLE collapsed_push (
  device_id    uuid NOT NULL,
  collapse_key text COLLATE "C" NOT NULL,
  due_at       timestamptz NOT NULL,
  CONSTRAINT collapsed_push_pk PRIMARY KEY (device_id, collapse_key),
  CONSTRAINT collapsed_push_device_fk FOREIGN KEY (device_id) REFERENCES device (id) ON DELETE CASCADE
);

-- What cannot be read is given up too, and names no device.
ALTER TABLE dead_letter ALTER COLUMN device_id DROP NOT NULL;
ALTER TABLE dead_letter ADD CONSTRAINT dead_letter_of_a_device CHECK (
  (device_id IS NULL) = (reason = 'unreadable'));

REVOKE SELECT ON collapsed_push FROM tidegate_scheduler, tidegate_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON collapsed_push TO tidegate_push;
