package io.tidegate.simulator;

import io.tidegate.policy.Auth;
import io.tidegate.policy.CallSpec;
import io.tidegate.policy.Policy;
import io.tidegate.policy.ResponseClass;
import io.tidegate.policy.Template;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One institution: takes requests, decides what becomes of them, and remembers. */
final class Institution {
  private static final int LARGEST_BODY = 1 << 20;
  private static final String BEARER = "Bearer ";

  private final Policy policy;
  private final Habits habits;
  private final WallClock clock;
  private final ArrivalLedger ledger;
  private final SplittableRandom random;
  private final Gate gate;
  private final Routes routes;
  private final Outcomes outcomes;
  private final Outcome success;
  private final @Nullable Outcome unchanged;
  private final List<Outcome> transients;
  private final Map<Outcome, String> bodies = new HashMap<>();
  private final Map<String, Long> kinds = new HashMap<>();
  private final List<Header> headers = new ArrayList<>();
  private final @Nullable CharSequence echoed;
  private final Counts counts = new Counts();
  private Mood mood;

  /** A header that every call must have. */
  private record Header(CharSequence name, Shape value) {}

  Institution(Policy policy, Habits habits, WallClock clock, ArrivalLedger ledger) {
    this.policy = policy;
    this.habits = habits;
    this.clock = clock;
    this.ledger = ledger;
    this.random = new SplittableRandom(Hash.of(habits.seed(), Hash.of(policy.code())));
    this.gate = new Gate(policy);
    this.outcomes = new Outcomes(policy);
    this.success = outcomes.success();
    this.unchanged = outcomes.unchanged();
    this.transients = outcomes.transients();
    this.mood = Mood.normal(habits.latency());
    List<Route> known = new ArrayList<>();
    for (CallSpec spec : policy.calls()) {
      known.add(new Route(spec, new AnswerForm(policy, spec, success, unchanged)));
      if (spec.each() != null) {
        kinds.put(spec.each().as(), Hash.of(policy.code() + spec.each().as()));
      }
    }
    this.routes = new Routes(known);
    policy.headers().forEach((name, value) -> headers.add(header(name, value)));
    this.echoed =
        policy.headers().entrySet().stream()
            .filter(header -> header.getValue().placeholders().contains("tran-id"))
            .map(header -> HttpHeaders.createOptimized(header.getKey()))
            .findFirst()
            .orElse(null);
  }

  private static Header header(String name, Template value) {
    return new Header(HttpHeaders.createOptimized(name), Shape.of(value));
  }

  String code() {
    return policy.code();
  }

  Policy policy() {
    return policy;
  }

  Counts counts() {
    return counts;
  }

  Mood mood() {
    return mood;
  }

  void mood(Mood now) {
    mood = now;
  }

  Latency usualLatency() {
    return habits.latency();
  }

  WallClock clock() {
    return clock;
  }

  /**
   * Takes a request.
   *
   * @param visit whose it is
   * @param target path and query below the endpoint's own path
   * @param endpoint its number in the policy
   * @param micros when it arrived
   */
  void take(
      HttpServerRequest request, Visitors.Visit visit, String target, int endpoint, long micros) {
    counts.arrived();
    Exchange exchange = new Exchange(this, request, visit, target, endpoint, micros);
    if (request.method().equals(HttpMethod.POST) && !request.isEnded()) {
      exchange.readBody(LARGEST_BODY);
    } else {
      exchange.decide("");
    }
  }

  /** Finds out which call a request is. */
  Routes.Found understand(HttpServerRequest request, String target, String body, Call call) {
    return routes.find(request.method().name(), target, body, call);
  }

  /** Looks at the headers; null if they are as they should be. */
  @Nullable Outcome checkHeaders(HttpServerRequest request, Call call) {
    for (Header header : headers) {
      String value = request.headers().get(header.name());
      if (value != null && value.startsWith("user-") && header.value().isLiteral()) {
        call.calledByUser();
      } else if (value == null || !header.value().match(value, call::value)) {
        return outcomes.named(
            "400/40002",
            ResponseClass.PERMANENT,
            "header " + header.name() + " is missing or wrong");
      }
    }
    if (echoed != null && !call.transaction().matches("[A-Za-z0-9._-]{1,64}")) {
      return outcomes.named("400/40002", ResponseClass.PERMANENT, "no transaction id");
    }
    return policy.auth() == Auth.BEARER ? checkToken(request, call) : null;
  }

  /** A token is {@code anything.USER}, or the user alone; the call may not be about another. */
  private @Nullable Outcome checkToken(HttpServerRequest request, Call call) {
    String header = request.headers().get(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.startsWith(BEARER) || header.length() == BEARER.length()) {
      return outcomes.of(ResponseClass.AUTH, "no bearer token");
    }
    String user = header.substring(header.indexOf('.', BEARER.length()) + 1);
    user = user.startsWith(BEARER) ? user.substring(BEARER.length()) : user;
    if (!call.user().isEmpty() && !call.user().equals(user)) {
      return outcomes.named("401/40105", ResponseClass.AUTH, "another user's token");
    }
    call.user(user);
    return null;
  }

  /** Whether the call's object and page are the user's; null if they are. */
  @Nullable Outcome checkOwner(Call call, Person person) {
    Route route = call.route();
    if (person.ended(habits.ended())) {
      return outcomes.of(ResponseClass.CONSENT_ENDED, "the consent is over");
    }
    String kind = route == null ? null : route.spec().forEach();
    if (kind == null) {
      return null;
    }
    if (!person.owns(kinds.getOrDefault(kind, 0L), call.object())) {
      return outcomes.named("404/40402", ResponseClass.ASSET_CLOSED, "no such object");
    }
    return person.closed(call.object(), habits.closed())
        ? outcomes.of(ResponseClass.ASSET_CLOSED, "the object is closed")
        : null;
  }

  Gate gate() {
    return gate;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Outcome success() {
    return success;
  }

  @Nullable Outcome unchanged() {
    return unchanged;
  }

  Outcome aTransient() {
    return transients.get(random.nextInt(transients.size()));
  }

  /** Whether this call is one of a share. */
  boolean draws(double share) {
    return share > 0 && random.nextDouble() < share;
  }

  double errors() {
    return habits.errors();
  }

  SplittableRandom random() {
    return random;
  }

  Person person(String user) {
    return Person.of(user, habits.seed());
  }

  String since(Person person, long micros) {
    return person.changedAt(micros, habits.changes());
  }

  /** What a call's page holds. */
  Page page(Call call, Person person, int page) {
    Route route = call.route();
    CallSpec.Each each = route == null ? null : route.spec().each();
    if (route == null || (each == null && route.spec().pages() == null)) {
      return Page.ONLY;
    }
    long kind = each == null ? route.hash() : kinds.getOrDefault(each.as(), 0L);
    boolean paged = route.spec().pages() != null;
    return Page.of(
        person, kind, page, paged ? habits.paged() : 0, paged ? call.limit() : Integer.MAX_VALUE);
  }

  String body(Outcome outcome) {
    return bodies.computeIfAbsent(outcome, o -> AnswerForm.fixed(policy, o));
  }

  @Nullable CharSequence echoed() {
    return echoed;
  }

  void wrote(Call call, int page, long micros, int status, String code) {
    Route route = call.route();
    String name = route == null ? "?" : route.name();
    ledger.append(
        policy.code(),
        call.user(),
        call.byUser() ? "user:" + name : name,
        call.object(),
        page,
        micros,
        status,
        code);
  }
}
