package io.tidegate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  @Test
  void bothFormsOfAUrlMeanTheSame() {
    var expected = new Database("jdbc:postgresql://db.local:5433/gate", "owner", "p@ss:word");
    assertThat(parse("postgresql://owner:p%40ss:word@db.local:5433/gate")).isEqualTo(expected);
    assertThat(parse("jdbc:postgresql://db.local:5433/gate?user=owner&password=p%40ss%3Aword"))
        .isEqualTo(expected);
  }

  @Test
  void theUsualPortAndOtherParametersAreKept() {
    assertThat(parse("postgres://o:p@db/gate?sslmode=require").url())
        .isEqualTo("jdbc:postgresql://db:5432/gate?sslmode=require");
  }

  @Test
  void theEnvironmentStandsInForTheLogin() {
    assertThat(
            Database.parse(
                "postgresql://db/gate", Map.of("PGUSER", "owner", "PGPASSWORD", "secret")))
        .isEqualTo(new Database("jdbc:postgresql://db:5432/gate", "owner", "secret"));
  }

  @Test
  void whatIsNoDatabaseIsRefusedWithoutItsPassword() {
    assertThatThrownBy(() -> parse("mysql://o:secret@db/gate"))
        .hasMessageContaining("postgresql://")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> parse("postgresql://o:secret@db")).hasMessageNotContaining("secret");
    assertThatThrownBy(() -> parse("jdbc:postgresql://db/gate?password=secret"))
        .hasMessageContaining("no user")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> parse("not a url")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPasswordIsNeverPartOfItsText() {
    assertThat(new Database("jdbc:postgresql://db:5432/gate", "owner", "secret").toString())
        .doesNotContain("secret");
  }

  private static Database parse(String url) {
    return Database.parse(url, Map.of());
  }
}
