package io.tidegate.worker.call;

import io.tidegate.worker.call.AnswerFields.Meaning;
import io.tidegate.worker.call.AnswerFields.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the few wanted values out of a JSON answer while its chunks arrive; keeps nothing else.
 *
 * <p>A text that is not JSON makes it {@link #isBroken() broken}, and so does a wanted value that
 * nobody means as one: over 4,096 characters, or with control characters. It then reads no further.
 */
final class AnswerReader {
  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final int DEEPEST = 32;
  private static final int LONGEST = 4_096;

  private final AnswerFields fields;
  private final int mostObjects;
  private @Nullable JsonParser parser;
  private final @Nullable Node[] open = new @Nullable Node[DEEPEST];

  /** A bit for each depth: whether what is open there is an array. */
  private int arrays;

  private int depth;

  /** Depth inside a part of the answer that nobody wants; 0 outside. */
  private int skipped;

  private @Nullable Node member;
  private boolean broken;
  private boolean empty = true;

  private @Nullable String code;
  private @Nullable String cursor;
  private @Nullable String since;
  private @Nullable List<String> objects;

  /**
   * Reads one answer.
   *
   * @param mostObjects more are not kept: no refresh makes calls for them
   */
  AnswerReader(AnswerFields fields, int mostObjects) {
    this.fields = fields;
    this.mostObjects = mostObjects;
  }

  void feed(byte[] chunk) {
    if (broken || chunk.length == 0) {
      return;
    }
    empty = false;
    try {
      JsonParser json = parser;
      if (json == null) {
        json = JSON.createNonBlockingByteArrayParser(ObjectReadContext.empty());
        parser = json;
      }
      ((ByteArrayFeeder) json.nonBlockingInputFeeder()).feedInput(chunk, 0, chunk.length);
      read(json);
    } catch (JacksonException e) {
      breakOff();
    }
  }

  /** The answer is over. */
  void end() {
    JsonParser json = parser;
    if (json == null) {
      return;
    }
    if (broken) {
      breakOff();
      return;
    }
    try {
      ((ByteArrayFeeder) json.nonBlockingInputFeeder()).endOfInput();
      read(json);
      broken |= depth != 0 || skipped != 0;
      parser = null;
      json.close();
    } catch (JacksonException e) {
      breakOff();
    }
  }

  /** No more is wanted of it; gives the parser's buffers back. */
  void breakOff() {
    broken = true;
    JsonParser json = parser;
    parser = null;
    if (json != null) {
      try {
        json.close();
      } catch (JacksonException e) {
        // It is broken already.
      }
    }
  }

  private void read(JsonParser json) {
    while (!broken) {
      JsonToken token = json.nextToken();
      if (token == null || token == JsonToken.NOT_AVAILABLE) {
        return;
      }
      if (skipped > 0) {
        skip(token);
      } else {
        take(json, token);
      }
    }
  }

  private void skip(JsonToken token) {
    if (token.isStructStart()) {
      skipped++;
    } else if (token.isStructEnd()) {
      skipped--;
    }
  }

  private void take(JsonParser json, JsonToken token) {
    switch (token) {
      case PROPERTY_NAME -> {
        Node object = depth == 0 ? null : open[depth - 1];
        member = object == null ? null : object.child(json.currentName());
      }
      case START_OBJECT, START_ARRAY -> begin(token == JsonToken.START_ARRAY);
      case END_OBJECT, END_ARRAY -> {
        depth--;
        open[depth] = null;
        member = null;
      }
      case VALUE_NULL -> member = null;
      default -> {
        Node node = depth > 0 && inArray() ? open[depth - 1] : member;
        if (node != null && (!node.every || inArray())) {
          found(node, json.getString());
        }
        member = null;
      }
    }
  }

  /** Whether the innermost open thing is the array of a member of which each element is meant. */
  private boolean inArray() {
    return (arrays & (1 << (depth - 1))) != 0;
  }

  private void begin(boolean isArray) {
    Node node;
    if (depth == 0) {
      node = isArray ? null : fields.root;
    } else if (inArray()) {
      node = isArray ? null : open[depth - 1];
    } else {
      node = member != null && member.every == isArray ? member : null;
    }
    if (node == null || depth == DEEPEST) {
      skipped = 1;
      member = null;
      return;
    }
    open[depth] = node;
    arrays = isArray ? arrays | (1 << depth) : arrays & ~(1 << depth);
    depth++;
  }

  private void found(Node node, String value) {
    if (!isSane(value)) {
      broken = true;
      return;
    }
    for (int i = 0; i < node.meanings.size(); i++) {
      Meaning meaning = node.meanings.get(i);
      switch (meaning) {
        case CODE -> code = code == null ? value : code;
        case CURSOR -> cursor = value.isEmpty() ? null : value;
        case SINCE -> since = value;
        case OBJECT -> {
          if (objects == null) {
            objects = new ArrayList<>(4);
          }
          if (objects.size() < mostObjects) {
            objects.add(value);
          }
        }
      }
    }
  }

  /** It will stand in addresses, in lines of text and in the database. */
  private static boolean isSane(String value) {
    if (value.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ') {
        return false;
      }
    }
    return true;
  }

  /** Whether what came is no JSON; an empty answer is not broken. */
  boolean isBroken() {
    return broken;
  }

  boolean isEmpty() {
    return empty;
  }

  @Nullable String code() {
    return code;
  }

  @Nullable String cursor() {
    return cursor;
  }

  @Nullable String since() {
    return since;
  }

  List<String> objects() {
    return objects == null ? List.of() : objects;
  }
}
