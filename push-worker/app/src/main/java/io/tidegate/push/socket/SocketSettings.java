package io.tidegate.push.socket;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Open WebSockets.
 *
 * @param address the address that sockets are accepted at
 * @param port its port; 0 takes any that is free
 * @param connections the most sockets of this process; fewer if it may have fewer open files
 * @param handshake how long a connection may take to show its token
 * @param heartbeat how often each side must be heard
 * @param unacknowledged the most pushes that a device has got and not acknowledged
 * @param patience how long a device may take to read or to acknowledge before its socket is closed
 */
@ConfigurationProperties("tidegate.push.socket")
public record SocketSettings(
    @DefaultValue("127.0.0.1") String address,
    @DefaultValue("8084") int port,
    @DefaultValue("20000") int connections,
    @DefaultValue("10s") Duration handshake,
    @DefaultValue("30s") Duration heartbeat,
    @DefaultValue("32") int unacknowledged,
    @DefaultValue("20s") Duration patience) {
  public SocketSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "tidegate.push.socket.port must be 0 to 65535, but is " + port);
    }
    if (connections < 1 || connections > 1_000_000) {
      throw new IllegalArgumentException(
          "tidegate.push.socket.connections must be 1 to 1000000, but is " + connections);
    }
    if (handshake.compareTo(Duration.ofMillis(100)) < 0
        || handshake.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.socket.handshake must be 100ms to 10m, but is " + handshake);
    }
    if (heartbeat.compareTo(Duration.ofMillis(100)) < 0
        || heartbeat.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.socket.heartbeat must be 100ms to 10m, but is " + heartbeat);
    }
    if (unacknowledged < 1 || unacknowledged > 1000) {
      throw new IllegalArgumentException(
          "tidegate.push.socket.unacknowledged must be 1 to 1000, but is " + unacknowledged);
    }
    if (patience.compareTo(Duration.ofMillis(100)) < 0
        || patience.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.socket.patience must be 100ms to 10m, but is " + patience);
    }
  }
}
