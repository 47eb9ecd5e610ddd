package io.tidegate.policy;

import java.util.List;

/** Policies for tests that look at a part of one. */
final class Policies {

  private static final String TEXT =
      """
      code: BANK01
      zone: Asia/Seoul
      limits: [{calls: 1000, per: second}]
      endpoints: ["https://api.bank.example"]
      calls: [{name: accounts, get: /accounts}]
      """;

  private Policies() {}

  /** A right policy with some lines added. */
  static Policy parse(String lines) {
    return PolicyReader.parse("x.yaml", TEXT + lines).policies().getFirst();
  }

  static Policy with(Hours hours, List<Quota> quotas) {
    Policy any = parse("");
    return new Policy(
        any.code(),
        any.name(),
        any.preset(),
        hours,
        new Frequency(any.cycle(), quotas, any.accessWithin()),
        any.pace(),
        any.access(),
        any.calls(),
        any.callsPerRefresh(),
        any.answers());
  }
}
