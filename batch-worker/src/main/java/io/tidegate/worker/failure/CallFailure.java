package io.tidegate.worker.failure;

import io.tidegate.policy.ResponseClass;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call that did not succeed.
 *
 * @param transactionId its transaction id, unique over all calls ever made
 * @param institutionId the institution's number
 * @param user the user it was for
 * @param call name of the call in the policy
 * @param object the object asked for, or null where the call has none
 * @param page page of the call, from 1
 * @param responseClass what the answer meant; none of the successes
 * @param status HTTP status, or null when no answer came
 * @param code the institution's response code, or null when it gave none
 * @param startedAt when the call was started
 * @param duration until the answer was whole or given up
 * @param registration of the server that made it
 */
public record CallFailure(
    String transactionId,
    int institutionId,
    String user,
    String call,
    @Nullable String object,
    int page,
    ResponseClass responseClass,
    @Nullable Integer status,
    @Nullable String code,
    Instant startedAt,
    Duration duration,
    long registration) {

  public CallFailure {
    if (responseClass.isSuccess()) {
      throw new IllegalArgumentException(
          "a failure's response class must be none of the successes, but is "
              + responseClass.word());
    }
    if (page < 1) {
      throw new IllegalArgumentException("page must be 1 or more, but is " + page);
    }
  }
}
