package io.tidegate.policy;

import java.util.Locale;

/** What an answer means for the refresh that got it. See {@link ResponseClasses}. */
public enum ResponseClass {
  /** The data came. */
  SUCCESS,
  /** Nothing has changed since the last time; counts as a success, the old `since` stays. */
  UNCHANGED,
  /** May work in a while: retry queue with backoff. */
  TRANSIENT,
  /** The institution asks us to slow down. */
  THROTTLED,
  /** The institution is closed for maintenance: back to the plan, no hot retry. */
  MAINTENANCE,
  /** Not an hour in which the institution answers: back to the plan, no hot retry. */
  OUTSIDE_WINDOW,
  /** The consent's quota is used up: nothing more in this quota period. */
  QUOTA,
  /** The access token is not accepted. */
  AUTH,
  /** Our own set-up is refused (address, certificate, path): the institution needs an operator. */
  CONFIG,
  /** The same call will never work. */
  PERMANENT,
  /** The consent is over: out of the ring, with the reason. */
  CONSENT_ENDED,
  /** The object (account, card) is gone; the other objects of the consent go on. */
  ASSET_CLOSED;

  /** The word for it in policy files, such as {@code outside-window}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** True for an answer that counts as a success of the call. */
  public boolean isSuccess() {
    return this == SUCCESS || this == UNCHANGED;
  }
}
