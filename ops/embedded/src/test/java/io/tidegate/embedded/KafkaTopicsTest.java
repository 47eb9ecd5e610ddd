package io.tidegate.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.KafkaTopics.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaTopicsTest {
  private static final List<Topic> TOPICS = List.of(new Topic("t", 1, Duration.ofDays(1)));

  @Test
  void whatIsNoAddressIsToldWithTheFormThatIsAllowed() {
    assertThatThrownBy(() -> KafkaTopics.create("nonsense", TOPICS))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no topics at Kafka nonsense (HOST:PORT[,HOST:PORT]): ")
        .hasMessageContaining("bootstrap.servers");
  }

  @Test
  void aBrokerThatIsAwayIsNamed() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      assertThatThrownBy(() -> KafkaTopics.create(address, TOPICS, Duration.ofSeconds(1)))
          .isInstanceOf(IOException.class)
          .hasMessage("no Kafka broker answers at " + address + " within 1 s");
    }
  }
}
