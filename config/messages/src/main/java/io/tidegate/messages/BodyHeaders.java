package io.tidegate.messages;

/**
 * The Kafka record headers that go with a response body; all values are UTF-8 text. The record's
 * value is the body to the byte, its key the user, its timestamp the start of the call.
 */
public final class BodyHeaders {
  /** Code of the institution. */
  public static final String INSTITUTION = "institution";

  /** Name of the call in the policy. */
  public static final String CALL = "call";

  /** The object asked for ({@code for-each}); absent where the call has none. */
  public static final String OBJECT = "object";

  /** Page of the call, from 1. */
  public static final String PAGE = "page";

  /** Transaction id of the call. */
  public static final String TRANSACTION_ID = "tran-id";

  /** Content type as the institution gave it; absent where it gave none. */
  public static final String CONTENT_TYPE = "content-type";

  private BodyHeaders() {}
}
