-- Written by push-worker.

-- Dead letters that nobody has handled are counted every few seconds.
CREATE INDEX dead_letter_open ON dead_letter (channel) WHERE state = 'dead';

-- What is not needed any more is looked for page by page of the table itself: through this index each
-- batch read again what the batches before it had deleted.
DROP INDEX delivered_push_kept;
