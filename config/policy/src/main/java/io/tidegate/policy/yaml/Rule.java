package io.tidegate.policy.yaml;

/** Something that must hold between keys of a section. */
@FunctionalInterface
public interface Rule {

  /**
   * Notes what is wrong. Asked even if some keys are wrong themselves: {@link Block#find} is empty
   * for those, and a rule that needs them keeps silent.
   */
  void check(Block block, Findings findings);
}
