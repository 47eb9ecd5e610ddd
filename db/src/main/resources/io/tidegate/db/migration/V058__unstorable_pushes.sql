-- Written by push-worker.

-- A push that the database refuses is given up as what cannot be read is.
ALTER TABLE dead_letter DROP CONSTRAINT dead_letter_of_a_device;
ALTER TABLE dead_letter ADD CONSTRAINT dead_letter_of_a_device CHECK (
  (device_id IS NULL) = (reason IN ('unreadable', 'unstorable')));
