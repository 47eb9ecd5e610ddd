package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatusControllerTest {
  @Test
  void theDescriptionNamesAllThatAStatusSays() throws Exception {
    JsonNode schemas;
    try (InputStream description = getClass().getResourceAsStream("/static/v1/openapi.json")) {
      schemas = JsonMapper.shared().readTree(description).at("/components/schemas");
    }
    JsonNode status = schemas.at("/PushStatus/properties");
    assertThat(status.propertyNames())
        .containsExactlyInAnyOrderElementsOf(names(StatusController.Status.class));
    assertThat(status.at("/channels/items/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(names(StatusController.ChannelStatus.class));
    assertThat(status.at("/suspect/items/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(names(SuspectApps.Suspect.class));
    assertThat(schemas.at("/StuckPartition/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(names(Progress.Stuck.class));
  }

  private static List<String> names(Class<? extends Record> said) {
    return Stream.of(said.getRecordComponents()).map(RecordComponent::getName).toList();
  }
}
