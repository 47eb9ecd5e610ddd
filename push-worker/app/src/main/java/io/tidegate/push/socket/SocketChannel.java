package io.tidegate.push.socket;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.device.Device;
import java.util.concurrent.CompletableFuture;

/** Pushes for open WebSockets: kept in the database until their device has acknowledged them. */
final class SocketChannel implements Channel {
  private final SocketDesk desk;

  SocketChannel(SocketDesk desk) {
    this.desk = desk;
  }

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public Long waiting() {
    return desk.waiting();
  }

  @Override
  public CompletableFuture<Answer> send(Push push, Device device) {
    return desk.keep(push);
  }
}
