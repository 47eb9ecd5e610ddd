package io.tidegate.scheduler;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What stands at the address that {@code tidegate up} prints: where to find everything else. */
@RestController
class IndexController {
  private static final Index INDEX =
      new Index(
          "Tidegate's scheduler-app; ./tidegate help lists the commands that ask it",
          List.of(
              new Link("how the present day stands, an institution each", "/v1/plans"),
              new Link("which institutions cannot keep their promise", "/v1/plans/promises"),
              new Link("the institutions, and what holds them back", "/v1/institutions"),
              new Link("what is wrong in the policy files", "/v1/institutions/problems"),
              new Link("what became of everybody, day by day", "/v1/ledgers"),
              new Link("whether this process is well", "/actuator/health"),
              new Link("metrics (docs/metrics.md)", "/actuator/metrics")));

  /** What this is, and where it goes on. */
  record Index(String name, List<Link> links) {}

  /** What is found there. */
  record Link(String what, String href) {}

  @GetMapping("/")
  Index index() {
    return INDEX;
  }
}
