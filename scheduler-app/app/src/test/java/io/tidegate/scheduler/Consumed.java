package io.tidegate.scheduler;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.springframework.kafka.listener.BatchInterceptor;

/** Tells a test which records listeners have done with. */
public final class Consumed implements BatchInterceptor<Object, Object> {
  private final BlockingQueue<String> topics = new LinkedBlockingQueue<>();

  @Override
  public ConsumerRecords<Object, Object> intercept(
      ConsumerRecords<Object, Object> records, Consumer<Object, Object> consumer) {
    return records;
  }

  @Override
  public void success(ConsumerRecords<Object, Object> records, Consumer<Object, Object> consumer) {
    for (ConsumerRecord<Object, Object> record : records) {
      topics.add(record.topic());
    }
  }

  /** Waits until so many records of a topic are done with. */
  public void await(String topic, int records) throws InterruptedException {
    int seen = 0;
    while (seen < records) {
      String next = topics.poll(60, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("only %d of %d records of %s".formatted(seen, records, topic));
      }
      seen += next.equals(topic) ? 1 : 0;
    }
  }
}
