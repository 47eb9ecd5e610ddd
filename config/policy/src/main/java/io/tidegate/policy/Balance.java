package io.tidegate.policy;

/** How calls are spread over an institution's endpoints. */
public enum Balance {
  ROUND_ROBIN,
  RANDOM,
  LEAST_IN_FLIGHT,
  WEIGHTED
}
