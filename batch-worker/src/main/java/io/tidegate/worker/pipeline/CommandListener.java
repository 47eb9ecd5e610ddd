package io.tidegate.worker.pipeline;

import io.tidegate.messages.Messages;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * Receives minute commands and hands them off; it never waits, so offsets are committed on receipt:
 * a command that is lost with its worker costs one minute, and the next is planned from what was
 * done.
 */
final class CommandListener {
  private static final Logger LOG = LoggerFactory.getLogger(CommandListener.class);

  private final MinutePipeline pipeline;

  CommandListener(MinutePipeline pipeline) {
    this.pipeline = pipeline;
  }

  // The classic group protocol, as the new one's sessions last 45 s at least: a dead worker's lanes
  // would miss a minute. A new group begins with the oldest command: those of past minutes are
  // passed over anyway, and with the newest, what comes while it forms would be lost.
  @KafkaListener(
      id = "minute-commands",
      groupId = "${tidegate.pipeline.group:tidegate-workers}",
      topics = Topics.MINUTE_COMMANDS,
      properties = {
        "group.protocol=classic",
        "session.timeout.ms=8000",
        "heartbeat.interval.ms=2000",
        "auto.offset.reset=earliest",
        "enable.auto.commit=false",
        "key.deserializer=org.apache.kafka.common.serialization.StringDeserializer",
        "value.deserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer"
      })
  void received(byte[] message) {
    MinuteCommand command;
    try {
      command = Messages.read(message, MinuteCommand.class);
    } catch (IllegalArgumentException e) {
      LOG.error("a message is no minute command and is passed over", e);
      return;
    }
    pipeline.obey(command);
  }
}
