package io.tidegate.scheduler.dispatch;

import io.tidegate.messages.Messages;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Topics;
import io.tidegate.scheduler.plan.PlannedMinute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Sends minute commands, lanes laid over the partitions one by one. */
@Component
class CommandSender {
  private final KafkaTemplate<String, byte[]> kafka;
  private final DispatchSettings settings;

  CommandSender(KafkaTemplate<String, byte[]> kafka, DispatchSettings settings) {
    this.kafka = kafka;
    this.settings = settings;
  }

  /**
   * Sends all plans' commands and waits until Kafka has acknowledged every one; returns how many.
   *
   * @param codes codes of the institutions by id
   * @throws IllegalStateException when Kafka has not acknowledged them all in time
   */
  int send(Collection<PlannedMinute> plans, Map<Integer, String> codes) {
    int partitions = kafka.partitionsFor(Topics.MINUTE_COMMANDS).size();
    List<CompletableFuture<?>> sent = new ArrayList<>();
    for (PlannedMinute plan : plans) {
      String code = codes.get(plan.institutionId());
      if (code == null) {
        continue; // removed since it was planned
      }
      for (int lane = 0; lane < plan.lanes(); lane++) {
        if (plan.targets().get(lane) > 0) {
          sent.add(
              kafka.send(
                  new ProducerRecord<>(
                      Topics.MINUTE_COMMANDS,
                      partition(code, lane, partitions),
                      code + "/" + lane,
                      Messages.write(command(plan, code, lane)))));
        }
      }
    }
    await(sent);
    return sent.size();
  }

  /** Lanes of one institution lie on partitions next to each other; institutions begin anywhere. */
  static int partition(String code, int lane, int partitions) {
    int begin = (code.hashCode() * 0x9e3779b9) >>> 1;
    return (begin % partitions + lane) % partitions;
  }

  private static MinuteCommand command(PlannedMinute plan, String code, int lane) {
    return new MinuteCommand(
        plan.institutionId(),
        code,
        lane,
        plan.lanes(),
        plan.minute(),
        plan.openFrom(),
        plan.openUntil(),
        plan.policyVersion(),
        plan.ticketIntervalNanos(),
        plan.spanSeconds(),
        plan.targets().get(lane));
  }

  private void await(List<CompletableFuture<?>> sent) {
    Duration patience = settings.sendTimeout();
    kafka.flush();
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while commands were sent", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      long acknowledged = sent.stream().filter(one -> !one.isCompletedExceptionally()).count();
      throw new IllegalStateException(
          "Kafka took %d of %d commands".formatted(acknowledged, sent.size()), e);
    }
  }
}
