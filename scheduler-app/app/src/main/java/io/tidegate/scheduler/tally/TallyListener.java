package io.tidegate.scheduler.tally;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Tally;
import io.tidegate.messages.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Takes tallies from Kafka, each batch in one transaction. */
@Component
class TallyListener {
  private static final Logger LOG = LoggerFactory.getLogger(TallyListener.class);

  private final Tallies tallies;
  private final MeterRegistry meters;

  TallyListener(Tallies tallies, MeterRegistry meters) {
    this.tallies = tallies;
    this.meters = meters;
  }

  @KafkaListener(
      id = "tallies",
      topics = Topics.TALLIES,
      groupId = "tidegate-tallies",
      batch = "true",
      clientIdPrefix = "tallies")
  void take(List<ConsumerRecord<String, byte[]>> records) {
    List<Tally> read = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        read.add(Messages.read(record.value(), Tally.class));
      } catch (IllegalArgumentException e) {
        meters.counter("tidegate.tallies.unreadable").increment();
        LOG.atWarn()
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .log("tally dropped: {}", e.getMessage());
      }
    }
    Tallies.Counted counted = tallies.count(read);
    meters.counter("tidegate.tallies.counted").increment((double) counted.counted());
    meters.counter("tidegate.tallies.repeated").increment((double) counted.repeated());
    meters.counter("tidegate.tallies.missing").increment((double) counted.missing());
  }
}
