-- Written by push-worker.

-- What links show, under a digest of the link: neither the link nor whose it is.
CREATE TABLE link_preview (
  link_key     uuid NOT NULL,               -- 128 bits of the link's SHA-256
  title        text,
  picture      text,
  none_because text,                        -- why it shows nothing; null if it shows something
  seen_at      timestamptz NOT NULL,        -- when its page was last seen, or first missed
  fresh_until  timestamptz NOT NULL,        -- from then on it is read again, when a push asks for it
  CONSTRAINT link_preview_pk PRIMARY KEY (link_key),
  CONSTRAINT link_preview_shows_or_says_why CHECK (
    (title IS NULL AND picture IS NULL) = (none_because IS NOT NULL))
);

CREATE INDEX link_preview_age ON link_preview (seen_at);

REVOKE SELECT ON link_preview FROM tidegate_scheduler, tidegate_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON link_preview TO tidegate_push;
