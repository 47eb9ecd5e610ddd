package io.tidegate.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;

/** Makes topics on a broker, embedded or not. */
public final class KafkaTopics {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private KafkaTopics() {}

  /**
   * A topic as it should be.
   *
   * @param name its name
   * @param partitions how many, at least 1
   * @param retention how long records are kept at least
   */
  public record Topic(String name, int partitions, Duration retention) {
    public Topic {
      if (partitions < 1) {
        throw new IllegalArgumentException(
            "topic %s with %d partitions; at least 1 is needed".formatted(name, partitions));
      }
      if (retention.isNegative() || retention.isZero()) {
        throw new IllegalArgumentException(
            "topic %s kept for %s; a positive time is needed".formatted(name, retention));
      }
    }

    private NewTopic asNew() {
      return new NewTopic(name, Optional.of(partitions), Optional.empty())
          .configs(Map.of("retention.ms", Long.toString(retention.toMillis())));
    }
  }

  /**
   * Makes the topics that are not there yet, with the broker's own replication factor; those that
   * are there stay as they are.
   *
   * @throws IOException when the broker cannot be reached or refuses
   */
  public static void create(String bootstrapServers, Collection<Topic> topics) throws IOException {
    create(bootstrapServers, topics, PATIENCE);
  }

  static void create(String bootstrapServers, Collection<Topic> topics, Duration patience)
      throws IOException {
    try (Admin admin = admin(bootstrapServers, patience)) {
      Set<String> there = get(admin.listTopics().names());
      List<NewTopic> missing =
          topics.stream().filter(topic -> !there.contains(topic.name())).map(Topic::asNew).toList();
      get(admin.createTopics(missing).all());
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "no topics at Kafka %s (HOST:PORT[,HOST:PORT]): %s"
              .formatted(bootstrapServers, cause.getMessage()),
          e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          cause instanceof TimeoutException
              ? "no Kafka broker answers at %s within %d s"
                  .formatted(bootstrapServers, patience.toSeconds())
              : "Kafka at %s does not make topics: %s"
                  .formatted(bootstrapServers, cause.getMessage()),
          e);
    }
  }

  private static Admin admin(String bootstrapServers, Duration patience) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) patience.toMillis(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) patience.toMillis()));
  }

  private static <T> T get(KafkaFuture<T> future) throws IOException, ExecutionException {
    try {
      return future.get(); // the client itself gives up in time
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Kafka made topics", e);
    }
  }
}
