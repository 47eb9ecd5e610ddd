package io.tidegate.push.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of a request: one JSON object. */
public final class Body {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Fields fields;
  private final byte[] digest;

  private Body(Fields fields, byte[] digest) {
    this.fields = fields;
    this.digest = digest;
  }

  /** For reading it. */
  public Fields fields() {
    return fields;
  }

  /** SHA-256 of what it asks for, to know it again. */
  public byte[] digest() {
    return digest.clone();
  }

  /**
   * Reads it; an answer of 400 or 413 is thrown when there is none such.
   *
   * @param what is asked for: the same body may ask for two things
   */
  public static Body read(String what, InputStream in, RequestSettings settings)
      throws IOException {
    int most = Math.toIntExact(settings.largestBody().toBytes());
    byte[] bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      throw Problems.problem(
          HttpStatus.CONTENT_TOO_LARGE, "a body may have at most %d bytes".formatted(most));
    }
    JsonNode tree;
    try {
      tree = JSON.readTree(bytes);
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw Problems.problem(
          HttpStatus.BAD_REQUEST,
          "the body is not JSON: %s (line %d, column %d)"
              .formatted(e.getOriginalMessage(), at.getLineNr(), at.getColumnNr()));
    }
    if (!tree.isObject()) {
      throw Problems.problem(
          HttpStatus.BAD_REQUEST,
          "the body must be a JSON object, but is "
              + (tree.isMissingNode() ? "empty" : Fields.kind(tree)));
    }
    return new Body(new Fields(tree), sha256(what.getBytes(UTF_8), bytes));
  }

  private static byte[] sha256(byte[] what, byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(what);
      digest.update((byte) 0);
      return digest.digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
