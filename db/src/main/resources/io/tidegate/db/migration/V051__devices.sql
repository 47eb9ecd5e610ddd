-- Written by push-worker.

-- Where a user can be reached. One token (a subscription's endpoint, for web-push) belongs to one
-- user at a time: who registers it has it, the other's row goes. A WebSocket has no token: its id is
-- all there is. user_key orders users so that devices are read in the order of the timers.
CREATE TABLE device (
  id            uuid NOT NULL,
  user_id       text COLLATE "C" NOT NULL,
  user_key      bigint GENERATED ALWAYS AS (ring_key(user_id)) STORED,
  app           text COLLATE "C" NOT NULL,
  channel       text COLLATE "C" NOT NULL,
  token         text,
  token_digest  bytea,                     -- SHA-256 of the token: tokens are too long for an index
  p256dh        text,                      -- web-push: the subscription's public key, base64url
  auth          text,                      -- web-push: its secret, base64url
  locale        text,
  version       integer NOT NULL DEFAULT 1,
  registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  renewed_at    timestamptz NOT NULL DEFAULT clock_timestamp(), -- when the app last said that the token holds
  CONSTRAINT device_pk PRIMARY KEY (id),
  CONSTRAINT device_user_named CHECK (user_id <> ''),
  CONSTRAINT device_channel_known CHECK (channel IN ('fcm', 'apns', 'web-push', 'websocket')),
  CONSTRAINT device_token_but_no_socket CHECK ((token IS NULL) = (channel = 'websocket')),
  CONSTRAINT device_token_with_digest CHECK ((token IS NULL) = (token_digest IS NULL)),
  CONSTRAINT device_web_push_with_keys CHECK (
    (p256dh IS NOT NULL) = (channel = 'web-push') AND (auth IS NOT NULL) = (channel = 'web-push')),
  CONSTRAINT device_version_positive CHECK (version > 0)
);

CREATE UNIQUE INDEX device_token ON device (channel, app, token_digest);
CREATE INDEX device_user ON device (user_key, user_id) INCLUDE (id, channel, app);

-- A creation that is asked for again with the same Idempotency-Key gets the answer of the first.
CREATE TABLE push_creation (
  user_id     text COLLATE "C" NOT NULL,
  key         text COLLATE "C" NOT NULL,
  request     bytea NOT NULL,              -- SHA-256 of what was asked for
  created     uuid NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT push_creation_pk PRIMARY KEY (user_id, key)
);

CREATE INDEX push_creation_age ON push_creation (created_at);

REVOKE SELECT ON device, push_creation FROM tidegate_scheduler, tidegate_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON device, push_creation TO tidegate_push;
