package io.tidegate.scheduler.dispatch;

import java.util.UUID;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Which scheduler this is; a new one with every start, so that nobody takes a dead one's place. */
@Component
class NodeName {
  private final String name;

  NodeName(Environment settings) {
    String given = settings.getProperty("tidegate.node-name", "");
    String start = UUID.randomUUID().toString().substring(0, 8);
    this.name = given.isBlank() ? "scheduler-" + start : given + "-" + start;
  }

  @Override
  public String toString() {
    return name;
  }
}
