package io.tidegate.worker.trial;

import io.tidegate.policy.ResponseClass;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of a trial, as it was made; secrets in it are masked by the recorder.
 *
 * @param trial the trial it belongs to
 * @param sequence its place among the trial's calls, from 1
 * @param transactionId its transaction id
 * @param call name of the call in the policy
 * @param object the object asked for, or null where the call has none
 * @param page page of the call, from 1
 * @param request method, target, headers and body, as they were sent
 * @param status HTTP status, or null when no answer came
 * @param code the institution's response code, or null when it gave none
 * @param responseClass what the answer meant
 * @param answer headers and body as they came, as text; or null when no answer came
 * @param startedAt when the call was started
 * @param duration until the answer was whole or given up
 */
public record TrialCall(
    long trial,
    int sequence,
    String transactionId,
    String call,
    @Nullable String object,
    int page,
    String request,
    @Nullable Integer status,
    @Nullable String code,
    ResponseClass responseClass,
    @Nullable String answer,
    Instant startedAt,
    Duration duration) {}
