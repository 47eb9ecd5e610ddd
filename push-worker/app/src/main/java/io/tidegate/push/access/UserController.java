package io.tidegate.push.access;

import io.tidegate.push.request.Body;
import io.tidegate.push.request.Creations;
import io.tidegate.push.request.Fields;
import io.tidegate.push.request.RequestSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A user as a whole: a token in the user's name; the end of all that is kept. */
@RestController
@RequestMapping("/v1/users/{user}")
class UserController {
  private static final Logger LOG = LoggerFactory.getLogger(UserController.class);

  private final Access access;
  private final AccessSettings settings;
  private final RequestSettings requests;
  private final List<KeepsOfUsers> keeping;
  private final Creations creations;
  private final TransactionTemplate transactions;
  private final InstantSource clock;

  UserController(
      Access access,
      AccessSettings settings,
      RequestSettings requests,
      List<KeepsOfUsers> keeping,
      Creations creations,
      TransactionTemplate transactions,
      InstantSource clock) {
    this.access = access;
    this.settings = settings;
    this.requests = requests;
    this.keeping = keeping;
    this.creations = creations;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * A user token.
   *
   * @param token to be shown as a bearer token
   * @param expires from then on it is refused
   */
  record UserToken(String token, Instant expires) {}

  @PostMapping(path = "/tokens", consumes = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  UserToken token(
      @PathVariable String user,
      @RequestAttribute("io.tidegate.push.access.Caller") Caller caller,
      HttpServletRequest request)
      throws IOException {
    Access.demandBackend(caller);
    Fields fields = Body.read("token", request.getInputStream(), requests).fields();
    int most = Math.toIntExact(settings.userTokenLife().toSeconds());
    int life = fields.whole("lifeSeconds", 1, most, most);
    fields.end();
    Instant expires = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(life);
    return new UserToken(access.tokens().issue(user, expires), expires);
  }

  /** Erases a user; answers how much there was of each kind. */
  @DeleteMapping
  Map<String, Integer> erase(
      @PathVariable String user,
      @RequestAttribute("io.tidegate.push.access.Caller") Caller caller) {
    Access.demandBackend(caller);
    Map<String, Integer> erased = new TreeMap<>();
    transactions.executeWithoutResult(
        status -> {
          creations.takeTurn(user);
          keeping.forEach(kind -> erased.put(kind.kind(), kind.erase(user)));
          creations.erase(user);
        });
    LOG.atInfo().addKeyValue("rows", erased).log("a user was erased");
    return erased;
  }
}
