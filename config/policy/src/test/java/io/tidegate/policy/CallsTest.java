package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is sent: templates, pages, transaction ids. */
class CallsTest {

  private static final Endpoint ENDPOINT =
      new Endpoint(URI.create("https://api.bank.example/base"), 1);

  @Test
  void valuesAreEscapedForWhereTheyGo() {
    String odd = "a b&c=\"é\\/\n";
    assertThat(render("/x?q={user}", Template.Place.TARGET, odd))
        .isEqualTo("/x?q=a%20b%26c%3D%22%C3%A9%5C%2F%0A");
    assertThat(render("{\"q\":\"{user}\"}", Template.Place.JSON, odd))
        .isEqualTo("{\"q\":\"a b&c=\\\"é\\\\/\\n\"}");
    assertThat(render("{\"q\":\"{user}\"}", Template.Place.JSON, "\u0001"))
        .isEqualTo("{\"q\":\"\\u0001\"}");
    assertThat(render("u={user}", Template.Place.HEADER, "a b")).isEqualTo("u=a b");
    assertThatThrownBy(() -> render("u={user}", Template.Place.HEADER, odd))
        .hasMessageContaining("no control characters");
  }

  @Test
  void bracesOfJsonAreNoPlaceholders() {
    Template body = Template.of("{\"a\":{\"b\":\"{user}\"},\"c\":{}}", Template.Place.JSON);
    assertThat(body.placeholders()).containsExactly("user");
    assertThat(body.render(name -> "1")).isEqualTo("{\"a\":{\"b\":\"1\"},\"c\":{}}");
  }

  @Test
  void aCursorGoesIntoTheQueryOfAGet() {
    Pages pages = Pages.cursor(FieldPath.parse("page.next_page"));
    assertThat(pages.next(new Request("/a?limit=5", null), "x+y=", ENDPOINT).target())
        .isEqualTo("/a?limit=5&next_page=x%2By%3D");
    assertThat(pages.next(new Request("/a", null), "2", ENDPOINT).target())
        .isEqualTo("/a?next_page=2");
  }

  @Test
  void aCursorGoesIntoTheBodyOfAPost() {
    Pages pages = Pages.cursor(FieldPath.parse("next_page"));
    assertThat(pages.next(new Request("/a", " {\"limit\":\"5\"}"), "x\"", ENDPOINT))
        .isEqualTo(new Request("/a", " {\"next_page\":\"x\\\"\",\"limit\":\"5\"}"));
    assertThat(pages.next(new Request("/a", "{ }"), "x", ENDPOINT).body())
        .isEqualTo("{\"next_page\":\"x\" }");
  }

  @Test
  void aLinkIsFollowedOnTheEndpointThatTheCallBeganAt() {
    Pages pages = new Pages.Link(FieldPath.parse("links.next"));
    Request first = new Request("/accounts", null);
    assertThat(pages.next(first, "https://evil.example/base/accounts?page=2", ENDPOINT).target())
        .isEqualTo("/accounts?page=2");
    assertThat(pages.next(first, "/accounts?page=2", ENDPOINT).target())
        .isEqualTo("/accounts?page=2");
    assertThatThrownBy(() -> pages.next(first, "page=2", ENDPOINT))
        .hasMessageContaining("path that begins with /");
    assertThatThrownBy(() -> pages.next(first, "::not a link", ENDPOINT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void transactionIdsAreUniqueFixedInLengthAndOfCapitalsAndDigits() {
    TransactionIds ids = new TransactionIds("ORG1234567S", 25);
    assertThat(ids.id(0, 0)).isEqualTo("ORG1234567S" + "00000" + "000000000");
    assertThat(ids.id(35, 36)).isEqualTo("ORG1234567S" + "0000Z" + "000000010");
    assertThat(ids.id(60_466_175, 1)).hasSize(25).matches("[A-Z0-9]+");
    assertThatThrownBy(() -> ids.id(60_466_176, 0)).hasMessageContaining("0 to 60466175");
    assertThatThrownBy(() -> ids.id(1, Long.MAX_VALUE)).hasMessageContaining("at most 9 digits");
  }

  @Test
  void aFieldPathKnowsWhetherItMeansMany() {
    assertThat(FieldPath.parse("account_list[*].account_num").isMany()).isTrue();
    assertThat(FieldPath.parse("_links.next.href").isMany()).isFalse();
    assertThat(FieldPath.parse("a[*].b")).hasToString("a[*].b");
  }

  @Test
  void aCallSaysWhetherItSendsSince() {
    Policy policy = Policies.parse("headers: {x-a: \"{user}\"}\n");
    assertThat(policy.calls().getFirst().sendsSince()).isFalse();
    assertThat(policy.headers().get("x-a")).isEqualTo(Template.of("{user}", Template.Place.HEADER));
    CallSpec since =
        new CallSpec(
            "a",
            CallSpec.Method.GET,
            Template.of("/a?s={since}", Template.Place.TARGET),
            null,
            Map.of(),
            null,
            null,
            null);
    assertThat(since.sendsSince()).isTrue();
    assertThat(since.request(name -> "0")).isEqualTo(new Request("/a?s=0", null));
  }

  private static String render(String text, Template.Place place, String value) {
    return Template.of(text, place).render(name -> value);
  }
}
