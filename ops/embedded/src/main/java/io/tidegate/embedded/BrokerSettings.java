package io.tidegate.embedded;

import java.nio.file.Path;

/** The broker's configuration files, written at each start. */
final class BrokerSettings {
  /** Warnings only: a broker says a lot. */
  static final String LOGGING =
      """
      status = error
      appender.out.type = Console
      appender.out.name = out
      appender.out.layout.type = PatternLayout
      appender.out.layout.pattern = %d{ISO8601} %-5p %c - %m%n
      rootLogger.level = warn
      rootLogger.appenderRef.out.ref = out
      """;

  private BrokerSettings() {}

  /**
   * One node that is broker and controller. With one broker every replication factor and minimum of
   * in-sync replicas is 1, else a transactional producer hangs; topics are made on purpose only;
   * consumers of either group protocol may have sessions of 6 s, so that a dead worker's lanes miss
   * no minute.
   */
  static String properties(Path home, int port, int controllerPort) {
    return """
    # Written at each start; changes are lost.
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    inter.broker.listener.name=PLAINTEXT
    log.dirs=%3$s
    auto.create.topics.enable=false
    num.network.threads=2
    num.io.threads=4
    background.threads=2
    log.cleaner.dedupe.buffer.size=16777216
    log.segment.bytes=134217728
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=4
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    share.coordinator.state.topic.num.partitions=1
    default.replication.factor=1
    min.insync.replicas=1
    group.initial.rebalance.delay.ms=0
    group.min.session.timeout.ms=1000
    group.consumer.min.session.timeout.ms=6000
    group.consumer.min.heartbeat.interval.ms=1000
    """
        .formatted(port, controllerPort, home.resolve("log"));
  }
}
