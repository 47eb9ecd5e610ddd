package io.tidegate.worker.call;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Where a refresh broke off: the calls before this place succeeded and are not made again.
 *
 * @param call name of the next call
 * @param object the object it is for; null where the call has none
 * @param page the page to ask for next, from 1
 * @param cursor the cursor of that page; null for the first
 * @param objects the objects found so far, by the {@code as} of their call
 */
public record CallsToDo(
    String call,
    @Nullable String object,
    int page,
    @Nullable String cursor,
    Map<String, List<String>> objects) {

  private static final JsonFactory JSON = JsonFactory.builder().build();

  public CallsToDo {
    objects = Map.copyOf(objects);
    if (page < 1) {
      throw new IllegalArgumentException("page must be 1 or more, but is " + page);
    }
  }

  /** As kept in a retry row. */
  public String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject().writeStringProperty("call", call);
      if (object != null) {
        json.writeStringProperty("object", object);
      }
      json.writeNumberProperty("page", page);
      if (cursor != null) {
        json.writeStringProperty("cursor", cursor);
      }
      json.writeName("objects").writeStartObject();
      for (Map.Entry<String, List<String>> found : objects.entrySet()) {
        json.writeName(found.getKey()).writeStartArray();
        for (String each : found.getValue()) {
          json.writeString(each);
        }
        json.writeEndArray();
      }
      json.writeEndObject().writeEndObject();
    }
    return text.toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static CallsToDo parse(String text) {
    String call = null;
    String object = null;
    int page = 1;
    String cursor = null;
    Map<String, List<String>> objects = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "call" -> call = json.getString();
          case "object" -> object = json.getString();
          case "page" -> page = json.getIntValue();
          case "cursor" -> cursor = json.getString();
          case "objects" -> readObjects(json, objects);
          default -> json.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("calls to do must be JSON: " + e.getOriginalMessage(), e);
    }
    if (call == null) {
      throw new IllegalArgumentException("calls to do must name a call, but are " + text);
    }
    return new CallsToDo(call, object, page, cursor, objects);
  }

  private static void readObjects(JsonParser json, Map<String, List<String>> objects) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      List<String> found = new ArrayList<>();
      objects.put(json.currentName(), found);
      json.nextToken();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        found.add(json.getString());
      }
    }
  }
}
