-- Written by push-worker.

-- The pair of keys (VAPID, RFC 8292) that browsers' subscriptions are bound to; one row at most.
CREATE TABLE web_push_key (
  id          smallint NOT NULL DEFAULT 1,
  public_key  text NOT NULL,               -- X.509, base64
  private_key text NOT NULL,               -- PKCS #8, base64
  made_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT web_push_key_pk PRIMARY KEY (id),
  CONSTRAINT web_push_key_is_one CHECK (id = 1)
);

REVOKE SELECT ON web_push_key FROM tidegate_scheduler, tidegate_worker;
GRANT SELECT, INSERT ON web_push_key TO tidegate_push;
