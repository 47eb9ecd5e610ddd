package io.tidegate.messages;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Messages as JSON: instants in ISO 8601 UTC, keys a reader does not know are passed over. */
public final class Messages {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Messages() {}

  /** The message in UTF-8. */
  public static byte[] write(Object message) {
    return JSON.writeValueAsBytes(message);
  }

  /**
   * The message of the given type.
   *
   * @throws IllegalArgumentException when the text is not such a message
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }
}
