package io.tidegate.policy;

import static io.tidegate.policy.yaml.Key.optional;
import static io.tidegate.policy.yaml.Key.required;
import static io.tidegate.policy.yaml.Key.withDefault;

import io.tidegate.policy.yaml.Block;
import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Scalar;
import io.tidegate.policy.yaml.Section;
import io.tidegate.policy.yaml.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys that say what a refresh is. */
final class CallKeys {

  static final Scalar<String> CALL_NAME =
      Scalar.text(
          "the name of a call: lower-case letters, digits and -, up to 40", "[a-z][a-z0-9-]{0,39}");

  static final Key<FieldPath> FROM = required("from", Scalars.FIELD, "Where the answer has it.");
  static final Key<String> AS =
      required(
          "as",
          Scalar.text(
              "a placeholder's name: lower-case letters, digits, _ and -, up to 40",
              "[a-z][a-z0-9_-]{0,39}"),
          "Name of the placeholder.");
  static final Key<String> NAME =
      required("name", CALL_NAME, "Unique in the institution; part of what is stored, so keep it.");
  static final Key<String> GET =
      optional("get", Scalars.TARGET_TEXT, "a POST", "Path and query of a GET.");
  static final Key<String> POST =
      optional("post", Scalars.TARGET_TEXT, "a GET", "Path and query of a POST.");
  static final Key<String> BODY =
      optional(
          "body",
          Scalar.text("JSON, with placeholders inside strings only", CallKeys::body),
          "no body",
          "Body of a POST, JSON.");
  static final Key<Map<String, String>> HEADERS =
      withDefault(
          "headers",
          AccessKeys.HEADERS.shape(),
          "{}",
          "Of this call, on top of the institution's.");
  private static final Key<FieldPath> CURSOR =
      optional("from", Scalars.FIELD, "a link", "Where the answer has the cursor.");
  private static final Key<String> PARAMETER =
      optional(
          "as",
          Scalar.text("a parameter's name", "[A-Za-z0-9_.$-]{1,64}"),
          "the field's own name",
          "Query parameter of a GET, or member of a POST's body, in which the cursor is sent.");
  private static final Key<FieldPath> LINK =
      optional("link", Scalars.FIELD, "a cursor", "Where the answer has the next page's address.");
  static final Key<Pages> PAGES =
      optional(
          "pages",
          new Shape.Either<>(
              new Shape.Made<>(Scalars.FIELD, Pages::cursor),
              new Section<>(
                  "pages",
                  List.of(CURSOR, PARAMETER, LINK),
                  List.of(CallKeys::checkPages),
                  CallKeys::pages)),
          "one page",
          "Follow pages, by the cursor in this field (`next_page` is short for `{from: next_page,"
              + " as: next_page}`) or by a link (`{link: links.next}`). Pages may be empty.");
  static final Key<CallSpec.Each> EACH =
      optional(
          "each",
          new Section<>(
              "the objects of an answer",
              List.of(FROM, AS),
              List.of(),
              block -> new CallSpec.Each(block.get(FROM), block.get(AS))),
          "no objects",
          "The objects (accounts, cards) that the answer names, for calls with `for-each`.");
  static final Key<String> FOR_EACH =
      optional(
          "for-each",
          Scalar.text("the `as` of an earlier call's `each`", "[a-z][a-z0-9_-]{0,39}"),
          "once per consent",
          "Make this call for each object of an earlier call.");

  static final Section<CallSpec> CALL =
      new Section<>(
          "a call",
          List.of(NAME, GET, POST, BODY, HEADERS, PAGES, EACH, FOR_EACH),
          List.of(CallKeys::checkMethod, CallKeys::checkObjects),
          CallKeys::call);

  static final Key<List<CallSpec>> CALLS =
      required(
          "calls",
          new Shape.Items<>(CALL, 1, 50),
          "One refresh is these calls, in order. Placeholders: `{institution}`, `{user}`,"
              + " `{since}`, `{tran-id}` and the name in `for-each`.");

  private static final Key<Double> EXPECTED =
      optional(
          "expected",
          Scalar.decimal(1, 10_000),
          "the number of calls",
          "Mean calls of a refresh, for planning until it is measured.");
  private static final Key<Integer> MOST =
      withDefault(
          "most",
          Scalar.whole(1, 100_000),
          "1000",
          "A refresh that wants more calls is broken off.");

  /** A mean that is not known until the calls are, and a bound. */
  record Counts(Optional<Double> expected, int most) {}

  static final Key<Counts> CALLS_PER_REFRESH =
      withDefault(
          "calls-per-refresh",
          new Section<>(
              "calls per refresh",
              List.of(EXPECTED, MOST),
              List.of(),
              block -> new Counts(block.find(EXPECTED), block.get(MOST))),
          "{}",
          "How many calls a refresh makes.");

  private CallKeys() {}

  static List<Key<?>> keys() {
    return List.of(CALLS, CALLS_PER_REFRESH);
  }

  static CallsPerRefresh callsPerRefresh(Block block) {
    Counts counts = block.get(CALLS_PER_REFRESH);
    double calls = block.get(CALLS).size();
    return new CallsPerRefresh(counts.expected().orElse(calls), counts.most());
  }

  /** More calls expected than allowed is a slip that planning would carry on. */
  static void checkCounts(Block block, Findings findings) {
    block
        .find(CALLS_PER_REFRESH)
        .filter(counts -> counts.most() < counts.expected().orElse(calls(block)))
        .ifPresent(
            counts ->
                findings.error(
                    block.line(CALLS_PER_REFRESH),
                    block.path(CALLS_PER_REFRESH) + ".most",
                    Integer.toString(counts.most()),
                    "at least the expected calls, " + counts.expected().orElse(calls(block))));
  }

  private static double calls(Block block) {
    return block.find(CALLS).map(List::size).orElse(1);
  }

  private static String body(String text) {
    Json.requireJson(text);
    return text;
  }

  private static void checkPages(Block block, Findings findings) {
    if (block.isWritten(CURSOR) == block.isWritten(LINK)) {
      findings.error(
          block.line(),
          block.path(),
          block.isWritten(LINK) ? "from and link" : "neither from nor link",
          "one of them");
    }
    if (block.isWritten(LINK) && block.isWritten(PARAMETER)) {
      findings.error(
          block.line(PARAMETER),
          block.path(PARAMETER),
          "as beside link",
          "none, as a link is followed as it is");
    }
    for (Key<FieldPath> key : List.of(CURSOR, LINK)) {
      block
          .find(key)
          .filter(FieldPath::isMany)
          .ifPresent(
              from ->
                  findings.error(
                      block.line(key),
                      block.path(key),
                      '"' + from.toString() + '"',
                      "one field, without [*]"));
    }
  }

  private static Pages pages(Block block) {
    return block
        .find(LINK)
        .<Pages>map(Pages.Link::new)
        .orElseGet(
            () -> {
              FieldPath from = block.get(CURSOR);
              return new Pages.Cursor(
                  from, block.find(PARAMETER).orElse(from.steps().getLast().name()));
            });
  }

  private static void checkMethod(Block block, Findings findings) {
    if (!block.isWritten(GET) && !block.isWritten(POST)) {
      findings.error(block.line(), block.path(), "neither get nor post", "one of them");
    }
    if (block.isWritten(GET) && block.isWritten(POST)) {
      findings.error(
          block.line(POST), block.path(POST), "a second target", "get or post, not both");
    }
    if (block.isWritten(BODY) && block.isWritten(GET) && !block.isWritten(POST)) {
      findings.error(block.line(BODY), block.path(BODY), "a body", "none, as a GET has no body");
    }
    if (block.isWritten(PAGES) && block.isWritten(POST) && !block.isWritten(BODY)) {
      findings.error(
          block.line(PAGES),
          block.path(PAGES),
          "pages of a POST without body",
          "a body, in which the cursor is sent");
    }
    block
        .find(BODY)
        .filter(body -> block.isWritten(PAGES) && !body.strip().startsWith("{"))
        .ifPresent(
            body ->
                findings.error(
                    block.line(BODY),
                    block.path(BODY),
                    "no JSON object",
                    "a JSON object, in which the cursor is sent"));
  }

  private static void checkObjects(Block block, Findings findings) {
    if (block.isWritten(EACH) && block.isWritten(FOR_EACH)) {
      findings.error(
          block.line(EACH),
          block.path(EACH),
          "each beside for-each",
          "each only in a call that is made once per consent");
    }
  }

  private static CallSpec call(Block block) {
    boolean get = block.isWritten(GET);
    return new CallSpec(
        block.get(NAME),
        get ? CallSpec.Method.GET : CallSpec.Method.POST,
        Template.of(block.get(get ? GET : POST), Template.Place.TARGET),
        block.find(BODY).map(body -> Template.of(body, Template.Place.JSON)).orElse(null),
        AccessKeys.templates(block.get(HEADERS)),
        block.find(PAGES).orElse(null),
        block.find(EACH).orElse(null),
        block.find(FOR_EACH).orElse(null));
  }
}
