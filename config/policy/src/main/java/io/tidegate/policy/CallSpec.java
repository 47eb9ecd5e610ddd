package io.tidegate.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the calls that make up a refresh.
 *
 * @param name unique in its institution; part of what is stored, so keep it when the path changes
 * @param method GET or POST
 * @param target path and query, appended to an endpoint's address
 * @param body JSON of a POST; null for none
 * @param headers of this call, on top of the institution's
 * @param pages how to follow pages; null for a call of one page
 * @param each the objects that its answer names; null for none
 * @param forEach the {@code as} of an earlier call: this one is made for each of its objects; null
 *     for once per consent
 */
public record CallSpec(
    String name,
    Method method,
    Template target,
    @Nullable Template body,
    Map<String, Template> headers,
    @Nullable Pages pages,
    @Nullable Each each,
    @Nullable String forEach) {

  /** GET or POST. */
  public enum Method {
    GET,
    POST
  }

  /**
   * The objects (accounts, cards) that later calls are made for.
   *
   * @param from where the answer holds their ids
   * @param as their placeholder's name
   */
  public record Each(FieldPath from, String as) {}

  public CallSpec {
    headers = Map.copyOf(headers);
  }

  /** What is sent first: the first page, if there are several. */
  public Request request(Template.Values values) {
    return new Request(target.render(values), body == null ? null : body.render(values));
  }

  /** Whether the call sends {@code {since}}, so that the value must be kept. */
  public boolean sendsSince() {
    return target.placeholders().contains("since")
        || (body != null && body.placeholders().contains("since"))
        || headers.values().stream().anyMatch(header -> header.placeholders().contains("since"));
  }
}
