package io.tidegate.worker.consent;

import io.tidegate.messages.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Single users over REST. */
@RestController
@RequestMapping("/v1/consents")
class ConsentController {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Users users;
  private final MissingTokens missingTokens;
  private final KafkaTemplate<Object, Object> kafka;

  ConsentController(Users users, MissingTokens missingTokens, KafkaTemplate<Object, Object> kafka) {
    this.users = users;
    this.missingTokens = missingTokens;
    this.kafka = kafka;
  }

  /** A user's consents. */
  record Shown(String user, List<ConsentView> consents) {}

  @GetMapping
  Shown show(@RequestParam String user) {
    List<ConsentView> consents = users.show(user);
    if (consents.isEmpty()) {
      throw problem(HttpStatus.NOT_FOUND, "there is no consent of this user");
    }
    return new Shown(user, consents);
  }

  /** Institutions whose calls show a token, and how many of their consents have none. */
  @GetMapping("/missing-tokens")
  List<MissingTokens.Missing> missingTokens() {
    return missingTokens.all();
  }

  /** Answers once the user is gone from the database and the topic of bodies has been told. */
  @DeleteMapping
  Users.Erased erase(@RequestParam String user) {
    Users.Erased erased = users.erase(user);
    try {
      kafka.send(Topics.BODIES, user, null).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "the user is erased here, but Kafka did not take the message to forget the bodies:"
              + " erase the user again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem(HttpStatus.SERVICE_UNAVAILABLE, "interrupted: erase the user again");
    }
    return erased;
  }

  private static ErrorResponseException problem(HttpStatus status, String detail) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }
}
