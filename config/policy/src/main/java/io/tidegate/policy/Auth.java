package io.tidegate.policy;

/** What a call shows of the consent. */
public enum Auth {
  NONE,
  /** {@code Authorization: Bearer}, with the consent's own token. */
  BEARER
}
