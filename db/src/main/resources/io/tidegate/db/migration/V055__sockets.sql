-- Written by push-worker.

-- push-workers that hold sockets. Each has a partition of tidegate.socket-pushes as long as its lease
-- lasts.
CREATE TABLE socket_node (
  partition   smallint NOT NULL,
  node        uuid NOT NULL,               -- another one in each life
  lease_until timestamptz NOT NULL,
  CONSTRAINT socket_node_pk PRIMARY KEY (partition),
  CONSTRAINT socket_node_partition_range CHECK (partition >= 0)
);

-- Which node holds a device's socket. A row of a node without a lease means nothing.
CREATE TABLE open_socket (
  device_id uuid NOT NULL,
  socket    uuid NOT NULL,
  partition smallint NOT NULL,
  CONSTRAINT open_socket_pk PRIMARY KEY (device_id),
  CONSTRAINT open_socket_device_fk FOREIGN KEY (device_id) REFERENCES device (id) ON DELETE CASCADE
);

CREATE INDEX open_socket_partition ON open_socket (partition);

-- Pushes for sockets, until their device has acknowledged them or their time to live is over.
CREATE TABLE waiting_push (
  key          uuid NOT NULL,
  device_id    uuid NOT NULL,
  collapse_key text COLLATE "C",
  due_at       timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  push         jsonb NOT NULL,
  CONSTRAINT waiting_push_pk PRIMARY KEY (key),
  CONSTRAINT waiting_push_device_fk FOREIGN KEY (device_id) REFERENCES device (id) ON DELETE CASCADE,
  CONSTRAINT waiting_push_in_order CHECK (due_at < expires_at)
);

CREATE INDEX waiting_push_device ON waiting_push (device_id, due_at, key);
CREATE INDEX waiting_push_expiry ON waiting_push (expires_at);

REVOKE SELECT ON socket_node, open_socket, waiting_push FROM tidegate_scheduler, tidegate_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON socket_node, open_socket, waiting_push TO tidegate_push;
