package io.tidegate.policy;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What answers mean, by HTTP status and the institution's own code: the entry for {@code
 * STATUS/CODE} if there is one, else the one for {@code STATUS}, else the one for the hundred
 * ({@code 5xx}), else {@link ResponseClass#PERMANENT}.
 */
public final class ResponseClasses {

  private final @Nullable FieldPath code;
  private final Map<String, ResponseClass> entries;
  private final ResponseClass[] byStatus = new ResponseClass[1000];
  private final @Nullable Map<String, ResponseClass>[] byCode;

  /**
   * @param code where an answer's body holds the institution's code; null if it has none
   * @param entries classes by {@code STATUS/CODE}, {@code STATUS} or {@code Nxx}
   */
  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // an array of a generic type cannot be made otherwise
  public ResponseClasses(@Nullable FieldPath code, Map<String, ResponseClass> entries) {
    this.code = code;
    this.entries = Collections.unmodifiableMap(new TreeMap<>(entries));
    byCode = new Map[1000];
    for (int status = 0; status < byStatus.length; status++) {
      ResponseClass ofHundred = entries.getOrDefault(status / 100 + "xx", ResponseClass.PERMANENT);
      byStatus[status] = entries.getOrDefault(Integer.toString(status), ofHundred);
    }
    entries.forEach(
        (key, meaning) -> {
          int slash = key.indexOf('/');
          if (slash > 0) {
            int status = Integer.parseInt(key.substring(0, slash));
            Map<String, ResponseClass> codes = byCode[status];
            if (codes == null) {
              codes = new HashMap<>();
              byCode[status] = codes;
            }
            codes.put(key.substring(slash + 1), meaning);
          }
        });
  }

  /** The meaning of an answer. */
  public ResponseClass classify(int status, @Nullable String code) {
    if (status < 0 || status >= byStatus.length) {
      return ResponseClass.PERMANENT;
    }
    Map<String, ResponseClass> codes = byCode[status];
    ResponseClass meaning = codes == null || code == null ? null : codes.get(code);
    return meaning == null ? byStatus[status] : meaning;
  }

  /** Where an answer's body holds the institution's code. */
  public Optional<FieldPath> code() {
    return Optional.ofNullable(code);
  }

  /** The entries, by key. */
  public Map<String, ResponseClass> entries() {
    return entries;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResponseClasses that
        && entries.equals(that.entries)
        && code().equals(that.code());
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
