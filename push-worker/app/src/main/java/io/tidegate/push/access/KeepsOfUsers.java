package io.tidegate.push.access;

/** A feature that keeps something of users, and can forget it. */
public interface KeepsOfUsers {
  /** What is kept, as a plural: {@code timers}. */
  String kind();

  /** Erases all of it of a user, in the caller's transaction; answers how much there was. */
  int erase(String user);
}
