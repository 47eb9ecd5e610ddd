package io.tidegate.worker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallsToDoTest {
  @Test
  void whatIsWrittenIsRead() {
    for (CallsToDo rest :
        List.of(
            new CallsToDo("accounts", null, 2, "\"c\"\n", Map.of()),
            new CallsToDo("balance", "22", 1, null, Map.of("account", List.of("11", "22"))),
            new CallsToDo("x", null, 1, null, Map.of("a", List.of(), "b", List.of("쪽"))))) {
      assertThat(CallsToDo.parse(rest.toJson())).isEqualTo(rest);
    }
  }

  @Test
  void unknownMembersArePassedOverAndNonsenseIsRefused() {
    assertThat(CallsToDo.parse("{\"new\":{\"a\":[1]},\"call\":\"x\",\"page\":1}").call())
        .isEqualTo("x");
    assertThatThrownBy(() -> CallsToDo.parse("{")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CallsToDo.parse("{\"page\":1}"))
        .hasMessageContaining("must name a call");
  }

  @Test
  void sincesWithAnyCharactersComeBackAsTheyWere() {
    Map<String, String> known = Map.of("a", "1", "b/1\t2", "x\\n\ny", "", "");
    String text = Sinces.write(known, Map.of("a", "2"));
    assertThat(Sinces.parse(text)).isEqualTo(Map.of("a", "2", "b/1\t2", "x\\n\ny", "", ""));
    assertThat(Sinces.write(Map.of(), Map.of())).isNull();
    assertThat(Sinces.parse(null)).isEmpty();
  }
}
