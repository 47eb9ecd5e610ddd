package io.tidegate.worker.call;

import io.tidegate.policy.Policy;
import io.tidegate.policy.ResponseClass;
import java.util.stream.IntStream;

/**
 * What is agreed with an institution at one version of its policy, worked out once for all the
 * calls that are made under it. Immutable.
 */
public final class Terms {
  private final int institutionId;
  private final int version;
  private final Policy policy;
  private final PlannedCall[] calls;

  /**
   * Works the policy out.
   *
   * @param institutionId the institution's number
   * @param version the policy's version, 1 or more
   */
  public Terms(int institutionId, int version, Policy policy) {
    this.institutionId = institutionId;
    this.version = version;
    this.policy = policy;
    this.calls =
        IntStream.range(0, policy.calls().size())
            .mapToObj(index -> new PlannedCall(policy, index))
            .toArray(PlannedCall[]::new);
  }

  public int institutionId() {
    return institutionId;
  }

  public int version() {
    return version;
  }

  public Policy policy() {
    return policy;
  }

  /** Number of different calls of a refresh. */
  public int calls() {
    return calls.length;
  }

  /** Name of a call, as the policy has it. */
  public String callName(int index) {
    return calls[index].name();
  }

  PlannedCall call(int index) {
    return calls[index];
  }

  /** Index of the call of that name; -1 if this version has none. */
  int indexOf(String name) {
    for (PlannedCall call : calls) {
      if (call.name().equals(name)) {
        return call.index;
      }
    }
    return -1;
  }

  /**
   * What became of a call. No answer, half an answer, one that cannot be read or that is another
   * call's may be better in a while; an answer that is too large will be too large again. What an
   * institution asks for is heard in any case: only a success must be beyond doubt.
   */
  public ResponseClass classify(Exchange exchange) {
    return switch (exchange.trouble()) {
      case NONE, STRAY -> {
        ResponseClass meaning = policy.responses().classify(exchange.status(), exchange.code());
        yield meaning.isSuccess() && !exchange.isTrusted() ? ResponseClass.TRANSIENT : meaning;
      }
      case TIMEOUT, CONNECTION, NO_ROOM -> ResponseClass.TRANSIENT;
      case TOO_LARGE -> ResponseClass.PERMANENT;
    };
  }
}
