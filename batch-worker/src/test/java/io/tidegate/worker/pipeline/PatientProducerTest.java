package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class PatientProducerTest {
  @Test
  void onlyWhatIsWrongWithTheRecordItselfIsHopeless() {
    assertThat(
            List.of(
                new TimeoutException("8 s are over"),
                new NotLeaderOrFollowerException("it was restarted"),
                new OutOfOrderSequenceException("a later one came first"),
                new AuthorizationException("not yet"),
                new KafkaException("whatever")))
        .noneMatch(PatientProducer::isHopeless);
    assertThat(PatientProducer.isHopeless(new RecordTooLargeException("17 MB"))).isTrue();
  }
}
