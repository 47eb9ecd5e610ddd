package io.tidegate.scheduler.institution;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The institutions and policies that hold in a minute, the same ones on every node. */
@Component
public class Institutions {
  private static final Logger LOG = LoggerFactory.getLogger(Institutions.class);

  private record Version(int institutionId, int version) {}

  private final PolicyVersions versions;
  private volatile Map<Version, Policy> parsed = Map.of();

  Institutions(PolicyVersions versions) {
    this.versions = versions;
  }

  /** All institutions that are not removed, with the policy of that minute, by id. */
  public List<Institution> inForce(Instant minute) {
    Map<Version, Policy> now = new HashMap<>();
    List<Institution> institutions = new ArrayList<>();
    for (PolicyVersions.Stored stored : versions.inForce(minute)) {
      Version version = new Version(stored.institutionId(), stored.version());
      policy(version)
          .ifPresent(
              policy -> {
                now.put(version, policy);
                institutions.add(new Institution(stored.institutionId(), stored.version(), policy));
              });
    }
    parsed = Map.copyOf(now);
    return List.copyOf(institutions);
  }

  /** The institution of that code in that minute. */
  public Optional<Institution> inForce(Instant minute, String code) {
    return inForce(minute).stream().filter(one -> one.code().equals(code)).findFirst();
  }

  /**
   * A stored text was valid when it was stored; one that a newer reader refuses must not stop the
   * others.
   */
  private Optional<Policy> policy(Version version) {
    Policy known = parsed.get(version);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      String text = versions.text(version.institutionId(), version.version());
      return PolicyReader.parse("policy_version " + version.version(), text).policies().stream()
          .findFirst();
    } catch (IllegalArgumentException e) {
      LOG.atError()
          .addKeyValue("institution", version.institutionId())
          .addKeyValue("version", version.version())
          .log("stored policy cannot be read any more, its institution rests", e);
      return Optional.empty();
    }
  }
}
