package io.tidegate.scheduler.institution;

import io.tidegate.policy.Policy;
import java.time.ZoneId;

/**
 * An institution as it is agreed with in one minute.
 *
 * @param id its number in the database
 * @param policyVersion version of the policy that holds
 * @param policy that policy
 */
public record Institution(int id, int policyVersion, Policy policy) {
  public String code() {
    return policy.code();
  }

  public ZoneId zone() {
    return policy.zone();
  }
}
