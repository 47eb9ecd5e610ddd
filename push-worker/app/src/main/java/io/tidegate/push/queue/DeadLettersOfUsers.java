package io.tidegate.push.queue;

import io.tidegate.push.access.KeepsOfUsers;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Dead letters hold what users wrote to themselves: they go with the user. */
@Component
class DeadLettersOfUsers implements KeepsOfUsers {
  private final JdbcClient jdbc;

  DeadLettersOfUsers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String kind() {
    return "deadLetters";
  }

  @Override
  public int erase(String user) {
    return jdbc.sql("DELETE FROM dead_letter WHERE user_id = :user").param("user", user).update();
  }
}
