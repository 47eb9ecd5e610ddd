package io.tidegate.push.access;

/** Who asks. */
public sealed interface Caller {
  /** Whether this caller may see and change what is the user's. */
  boolean mayActFor(String user);

  /** The company's backend. */
  record Backend() implements Caller {
    @Override
    public boolean mayActFor(String user) {
      return true;
    }
  }

  /**
   * A device of a user.
   *
   * @param name the user
   */
  record User(String name) implements Caller {
    @Override
    public boolean mayActFor(String user) {
      return name.equals(user);
    }
  }
}
