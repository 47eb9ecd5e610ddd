package io.tidegate.push.socket;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which node holds which device's socket. */
final class OpenSockets {
  private final JdbcClient jdbc;

  OpenSockets(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Registers a socket in place of any other of its device; false if the user has no such device.
   */
  boolean open(String user, UUID device, UUID socket, int partition) {
    return jdbc.sql(
                """
                INSERT INTO open_socket (device_id, socket, partition)
                SELECT id, :socket, :partition FROM device
                WHERE id = :device AND user_id = :user AND channel = 'websocket'
                FOR KEY SHARE
                ON CONFLICT (device_id) DO UPDATE
                SET socket = EXCLUDED.socket, partition = EXCLUDED.partition
                """)
            .param("socket", socket)
            .param("partition", partition)
            .param("device", device)
            .param("user", user)
            .update()
        == 1;
  }

  /** A socket of a device, as the table has it. */
  record Registered(UUID device, UUID socket) {}

  /**
   * Forgets sockets that are closed; those that came in their place stay. Of a device there may be
   * several.
   */
  void close(Collection<Registered> closed) {
    jdbc.sql(
            """
            DELETE FROM open_socket o
            USING unnest(CAST(:devices AS uuid[]), CAST(:sockets AS uuid[])) AS gone(device, socket)
            WHERE o.device_id = gone.device AND o.socket = gone.socket
            """)
        .param("devices", texts(closed.stream().map(Registered::device).toList()))
        .param("sockets", texts(closed.stream().map(Registered::socket).toList()))
        .update();
  }

  /** The partitions of the nodes that hold the sockets of these devices; only of open ones. */
  Map<UUID, Integer> partitions(Collection<UUID> devices) {
    Map<UUID, Integer> found = new HashMap<>();
    jdbc.sql(
            """
            SELECT o.device_id, o.partition FROM open_socket o
            JOIN socket_node n ON n.partition = o.partition AND n.lease_until > clock_timestamp()
            WHERE o.device_id = ANY (CAST(:devices AS uuid[]))
            """)
        .param("devices", texts(devices))
        .query(
            row -> {
              found.put(row.getObject(1, UUID.class), row.getInt(2));
            });
    return found;
  }

  /** All sockets that this partition's node holds by the database's word. */
  Set<UUID> of(int partition) {
    List<UUID> sockets =
        jdbc.sql("SELECT socket FROM open_socket WHERE partition = :partition")
            .param("partition", partition)
            .query((row, n) -> row.getObject(1, UUID.class))
            .list();
    return new HashSet<>(sockets);
  }

  private static String[] texts(Collection<UUID> ids) {
    return ids.stream().map(UUID::toString).toArray(String[]::new);
  }
}
