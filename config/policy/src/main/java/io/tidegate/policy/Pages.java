package io.tidegate.policy;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Following pages: while a successful answer holds a value that is not empty at {@link #from}, the
 * call goes on with {@link #next}, by a ticket of its own. A page may be empty and still have a
 * next one; all pages together are one call for quotas.
 */
public sealed interface Pages {

  /**
   * A cursor is sent back: as a query parameter of a call without a body, else as a first member of
   * the body.
   *
   * @param from where the answer holds the cursor
   * @param as name under which it is sent
   */
  record Cursor(FieldPath from, String as) implements Pages {

    @Override
    public Request next(Request first, String cursor, Endpoint endpoint) {
      String body = first.body();
      if (body != null) {
        return new Request(first.target(), withMember(body, cursor));
      }
      String separator = first.target().indexOf('?') < 0 ? "?" : "&";
      String value = URLEncoder.encode(cursor, StandardCharsets.UTF_8).replace("+", "%20");
      return new Request(first.target() + separator + as + "=" + value, null);
    }

    private String withMember(String body, String cursor) {
      int brace = body.indexOf('{') + 1;
      StringBuilder next = new StringBuilder(body.length() + cursor.length() + as.length() + 8);
      next.append(body, 0, brace).append('"').append(as).append("\":\"");
      Json.appendEscaped(next, cursor);
      boolean empty = body.substring(brace).stripLeading().startsWith("}");
      return next.append(empty ? "\"" : "\",").append(body, brace, body.length()).toString();
    }
  }

  /**
   * The answer holds the next page's address. Only its path and query are taken: the call stays at
   * the endpoint that it began at, whatever host the answer names.
   *
   * @param from where the answer holds it
   */
  record Link(FieldPath from) implements Pages {

    @Override
    public Request next(Request first, String link, Endpoint endpoint) {
      URI uri = URI.create(link);
      String path = uri.getRawPath();
      if (path == null || !path.startsWith("/")) {
        throw new IllegalArgumentException(
            "a next page's link must have a path that begins with /, but has none");
      }
      String base = endpoint.url().getRawPath();
      String target =
          !base.isEmpty() && path.startsWith(base + "/") ? path.substring(base.length()) : path;
      String query = uri.getRawQuery();
      return new Request(query == null ? target : target + "?" + query, first.body());
    }
  }

  /** The common case: the cursor is sent under the name of the field that held it. */
  static Pages cursor(FieldPath from) {
    return new Cursor(from, from.steps().getLast().name());
  }

  /** Where the answer holds the cursor or link; one value. */
  FieldPath from();

  /**
   * What is sent for the next page.
   *
   * @param first what was sent for the first page
   * @param cursor the value that the last answer held, not empty
   * @param endpoint where the call is made
   * @throws IllegalArgumentException if the value is no link, where one is followed
   */
  Request next(Request first, String cursor, Endpoint endpoint);
}
