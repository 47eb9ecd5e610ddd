package io.tidegate.policy;

import io.tidegate.policy.yaml.Block;
import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;

/**
 * What must hold between calls, and between calls and other keys. It looks at what is written, so
 * that one wrong call does not hide what is wrong with the others.
 */
final class CallRules {

  private static final List<String> OF_EVERY_CALL = List.of("institution", "user", "tran-id");
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "te",
          "trailer",
          "upgrade",
          "keep-alive");

  private CallRules() {}

  static void check(Block block, Findings findings) {
    checkNames(block, findings);
    checkObjects(block, findings);
    checkPlaceholders(block, findings);
    checkLimits(block, findings);
    checkHeaders(block, findings);
    if (!findings.hasErrors()) {
      warnOfUnusedObjects(block, findings);
    }
  }

  private static void checkNames(Block block, Findings findings) {
    Map<String, Integer> lines = new HashMap<>();
    forEachCall(
        block,
        (path, call) ->
            text(call, CallKeys.NAME)
                .ifPresent(
                    name -> {
                      Integer before = lines.putIfAbsent(name.text(), name.line());
                      if (before != null) {
                        findings.error(
                            name,
                            path + ".name",
                            "a name of its own; it stands at line " + before + " too");
                      }
                    }));
  }

  private static void checkObjects(Block block, Findings findings) {
    Set<String> earlier = new LinkedHashSet<>();
    forEachCall(
        block,
        (path, call) -> {
          text(call, CallKeys.FOR_EACH)
              .filter(name -> !earlier.contains(name.text()))
              .ifPresent(
                  name ->
                      findings.error(
                          name,
                          path + ".for-each",
                          oneOf("the `as` of an earlier call's each", earlier)));
          mapping(call, CallKeys.EACH)
              .flatMap(each -> text(each, CallKeys.AS))
              .ifPresent(
                  as -> {
                    boolean reserved =
                        OF_EVERY_CALL.contains(as.text()) || as.text().equals("since");
                    if (reserved || !earlier.add(as.text())) {
                      findings.error(
                          as,
                          path + ".each.as",
                          reserved
                              ? "a name that is not a placeholder yet"
                              : "a name that no earlier call uses");
                    }
                  });
        });
  }

  private static void checkPlaceholders(Block block, Findings findings) {
    Set<String> objects = new LinkedHashSet<>();
    forEachCall(
        block,
        (path, call) -> {
          Known known = new Known(new LinkedHashSet<>(OF_EVERY_CALL), Set.copyOf(objects));
          known.words().add("since");
          text(call, CallKeys.FOR_EACH).ifPresent(name -> known.words().add(name.text()));
          for (Key<?> key : List.of(CallKeys.GET, CallKeys.POST, CallKeys.BODY)) {
            text(call, key)
                .ifPresent(
                    template ->
                        checkPlaceholders(template, path + "." + key.name(), known, findings));
          }
          checkHeaderPlaceholders(
              call.get(CallKeys.HEADERS.name()), path + ".headers", known, findings);
          mapping(call, CallKeys.EACH)
              .flatMap(each -> text(each, CallKeys.AS))
              .ifPresent(as -> objects.add(as.text()));
        });
    checkHeaderPlaceholders(
        block.node(AccessKeys.HEADERS),
        "headers",
        new Known(new LinkedHashSet<>(OF_EVERY_CALL), Set.of()),
        findings);
  }

  /**
   * What may stand in a template.
   *
   * @param words its placeholders
   * @param objects those that it would have besides if its call were made for each object
   */
  private record Known(Set<String> words, Set<String> objects) {
    String allowed(String placeholder) {
      String known = oneOf("placeholders known here", words);
      return objects.contains(placeholder)
          ? "`for-each: %s` in this call, as an earlier one names such objects; without it %s"
              .formatted(placeholder, known)
          : known;
    }
  }

  private static void checkHeaderPlaceholders(
      Optional<Yaml> headers, String path, Known known, Findings findings) {
    if (headers.orElse(null) instanceof Yaml.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (name, entry) -> {
                if (entry.value() instanceof Yaml.Scalar value) {
                  checkPlaceholders(value, path + "." + name, known, findings);
                }
              });
    }
  }

  private static void checkPlaceholders(
      Yaml.Scalar template, String path, Known known, Findings findings) {
    Matcher matcher = Template.PLACEHOLDER.matcher(template.text());
    while (matcher.find()) {
      if (!known.words().contains(matcher.group(1))) {
        findings.error(
            template.line(),
            path,
            "the placeholder " + matcher.group(),
            known.allowed(matcher.group(1)));
      }
    }
  }

  private static void checkLimits(Block block, Findings findings) {
    Set<String> names = new TreeSet<>();
    forEachCall(
        block, (path, call) -> text(call, CallKeys.NAME).ifPresent(name -> names.add(name.text())));
    if (block.node(PaceKeys.LIMITS).orElse(null) instanceof Yaml.Listing limits) {
      for (int i = 0; i < limits.items().size(); i++) {
        String path = "limits[" + i + "].call";
        if (limits.items().get(i) instanceof Yaml.Mapping limit) {
          text(limit, PaceKeys.CALL)
              .filter(call -> !names.isEmpty() && !names.contains(call.text()))
              .ifPresent(call -> findings.error(call, path, oneOf("the name of a call", names)));
        }
      }
    }
  }

  private static void checkHeaders(Block block, Findings findings) {
    boolean bearer = block.find(AccessKeys.AUTH).filter(auth -> auth == Auth.BEARER).isPresent();
    checkHeaders(block.node(AccessKeys.HEADERS), "headers", bearer, findings);
    forEachCall(
        block,
        (path, call) ->
            checkHeaders(call.get(CallKeys.HEADERS.name()), path + ".headers", bearer, findings));
  }

  private static void checkHeaders(
      Optional<Yaml> headers, String path, boolean bearer, Findings findings) {
    if (!(headers.orElse(null) instanceof Yaml.Mapping mapping)) {
      return;
    }
    Set<String> seen = new LinkedHashSet<>();
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              String folded = name.toLowerCase(Locale.ROOT);
              if (OURS.contains(folded)) {
                findings.error(
                    entry.line(),
                    path + "." + name,
                    "a header that the HTTP client sets",
                    "any other header");
              }
              if (bearer && folded.equals("authorization")) {
                findings.error(
                    entry.line(),
                    path + "." + name,
                    "Authorization beside auth: bearer",
                    "one of them");
              }
              if (!seen.add(folded)) {
                findings.error(
                    entry.line(),
                    path + "." + name,
                    "the header again, in other case",
                    "each header once");
              }
            });
  }

  /** A call for each object that does not say which object asks the same thing again and again. */
  private static void warnOfUnusedObjects(Block block, Findings findings) {
    Set<String> used = new LinkedHashSet<>();
    forEachCall(
        block,
        (path, call) ->
            text(call, CallKeys.FOR_EACH)
                .ifPresent(
                    object -> {
                      used.add(object.text());
                      if (!call.flow().contains("{" + object.text() + "}")) {
                        findings.warning(
                            object.line(),
                            path + ".for-each",
                            "a call for each {" + object.text() + "} that does not send it",
                            "the placeholder {" + object.text() + "} in target, body or headers");
                      }
                    }));
    forEachCall(
        block,
        (path, call) ->
            mapping(call, CallKeys.EACH)
                .flatMap(each -> text(each, CallKeys.AS))
                .filter(as -> !used.contains(as.text()))
                .ifPresent(
                    as ->
                        findings.warning(
                            as.line(),
                            path + ".each.as",
                            "objects that no call is made for",
                            "a later call with for-each: " + as.text())));
  }

  private interface ForCall {
    void accept(String path, Yaml.Mapping call);
  }

  private static void forEachCall(Block block, ForCall then) {
    if (block.node(CallKeys.CALLS).orElse(null) instanceof Yaml.Listing calls) {
      for (int i = 0; i < calls.items().size(); i++) {
        if (calls.items().get(i) instanceof Yaml.Mapping call) {
          then.accept("calls[" + i + "]", call);
        }
      }
    }
  }

  private static Optional<Yaml.Scalar> text(Yaml.Mapping node, Key<?> key) {
    return node.get(key.name()).filter(Yaml.Scalar.class::isInstance).map(Yaml.Scalar.class::cast);
  }

  private static Optional<Yaml.Mapping> mapping(Yaml.Mapping node, Key<?> key) {
    return node.get(key.name())
        .filter(Yaml.Mapping.class::isInstance)
        .map(Yaml.Mapping.class::cast);
  }

  private static String oneOf(String what, Set<String> words) {
    return what
        + (words.isEmpty() ? "; there is none" : ": " + String.join(", ", new ArrayList<>(words)));
  }
}
