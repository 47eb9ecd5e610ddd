package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The editor's view of a file against the reader's, by somebody else's validator. */
class EditorSchemaTest {

  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(PolicyDocuments.schema());

  @ParameterizedTest
  @MethodSource("io.tidegate.policy.PresetsTest#rightFiles")
  void whatTheReaderTakesTheEditorTakes(String text) {
    assertThat(PolicyReader.parse("x.yaml", text).errors()).isEmpty();
    assertThat(complaints(text)).isEmpty();
  }

  @Test
  void whatTheEditorRefusesTheReaderRefusesAndThatIsMost() throws IOException {
    List<String> refused = new ArrayList<>();
    for (WrongFiles.Case wrong : WrongFiles.cases()) {
      boolean editorRefuses = wrong.isYaml() && !complaints(wrong.yaml()).isEmpty();
      if (editorRefuses) {
        assertThat(PolicyReader.parse("x.yaml", wrong.yaml()).errors())
            .as(wrong.what())
            .isNotEmpty();
        refused.add(wrong.what());
      }
    }
    assertThat(refused).hasSizeGreaterThanOrEqualTo(60);
  }

  private Set<ValidationMessage> complaints(String yaml) {
    Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return schema.validate(new ObjectMapper().valueToTree(document));
  }
}
