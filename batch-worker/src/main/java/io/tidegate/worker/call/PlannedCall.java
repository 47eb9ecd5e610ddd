package io.tidegate.worker.call;

import io.tidegate.policy.CallSpec;
import io.tidegate.policy.Endpoint;
import io.tidegate.policy.Pages;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Request;
import io.tidegate.policy.Template;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a policy, with everything worked out that is the same for every user. */
final class PlannedCall {
  final CallSpec spec;
  final int index;
  final HttpMethod method;
  final AnswerFields fields;
  final boolean sendsSince;

  /** Index of the call whose answer names the objects of this one; -1 for once per consent. */
  final int objectsFrom;

  /** The header in which the transaction id is sent, and echoed; null if there is none. */
  final @Nullable CharSequence echoed;

  private final CharSequence[] headerNames;
  private final Template[] headerTemplates;
  private final @Nullable CharSequence[] headerConstants;

  PlannedCall(Policy policy, int index) {
    this.spec = policy.calls().get(index);
    this.index = index;
    this.method = HttpMethod.valueOf(spec.method().name());
    this.sendsSince = spec.sendsSince();
    this.objectsFrom = objectsFrom(policy, spec);
    this.fields =
        new AnswerFields()
            .with(policy.responses().code().orElse(null), AnswerFields.Meaning.CODE)
            .with(policy.answers().since().from(), AnswerFields.Meaning.SINCE)
            .with(spec.pages() == null ? null : spec.pages().from(), AnswerFields.Meaning.CURSOR)
            .with(spec.each() == null ? null : spec.each().from(), AnswerFields.Meaning.OBJECT);

    Map<String, Template> headers = new LinkedHashMap<>();
    policy.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    spec.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    if (spec.body() != null) {
      headers.putIfAbsent(
          "content-type", Template.of("application/json; charset=UTF-8", Template.Place.HEADER));
    }
    headerNames = new CharSequence[headers.size()];
    headerTemplates = new Template[headers.size()];
    headerConstants = new CharSequence[headers.size()];
    CharSequence ofTransaction = null;
    int i = 0;
    for (Map.Entry<String, Template> header : headers.entrySet()) {
      headerNames[i] = HttpHeaders.createOptimized(header.getKey());
      headerTemplates[i] = header.getValue();
      if (header.getValue().placeholders().isEmpty()) {
        headerConstants[i] = HttpHeaders.createOptimized(header.getValue().toString());
      }
      if (header.getValue().toString().equals("{tran-id}")) {
        ofTransaction = headerNames[i];
      }
      i++;
    }
    echoed = ofTransaction;
  }

  private static int objectsFrom(Policy policy, CallSpec spec) {
    if (spec.forEach() == null) {
      return -1;
    }
    for (int i = 0; i < policy.calls().size(); i++) {
      CallSpec.Each each = policy.calls().get(i).each();
      if (each != null && each.as().equals(spec.forEach())) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "for-each of call %s must be the as of an earlier call, but none has %s"
            .formatted(spec.name(), spec.forEach()));
  }

  String name() {
    return spec.name();
  }

  /**
   * Fills in the headers.
   *
   * @throws IllegalArgumentException if a value is none that a header can have
   */
  void fill(MultiMap headers, Template.Values values) {
    for (int i = 0; i < headerNames.length; i++) {
      CharSequence constant = headerConstants[i];
      headers.add(headerNames[i], constant != null ? constant : headerTemplates[i].render(values));
    }
  }

  /**
   * What is sent, to the endpoint's address.
   *
   * @param cursor of the page to ask for; null for the first
   * @throws IllegalArgumentException if the cursor is none that can be sent
   */
  Request request(Template.Values values, @Nullable String cursor, Endpoint endpoint) {
    Request first =
        new Request(
            spec.target().render(values), spec.body() == null ? null : spec.body().render(values));
    Pages pages = spec.pages();
    if (cursor == null || pages == null) {
      return first;
    }
    try {
      return pages.next(first, cursor, endpoint);
    } catch (IllegalArgumentException e) {
      // Without the cause: it holds what the institution sent.
      throw new IllegalArgumentException(
          "the next page of call %s has no address that can be followed".formatted(name()));
    }
  }
}
