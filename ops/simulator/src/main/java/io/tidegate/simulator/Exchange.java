package io.tidegate.simulator;

import io.tidegate.policy.Pages;
import io.tidegate.policy.ResponseClass;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request on its way from arrival to answer, on the event loop. */
final class Exchange implements Runnable {
  private static final CharSequence JSON =
      HttpHeaders.createOptimized("application/json; charset=UTF-8");
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
  private static final long WATCHED_MICROS = 100_000;
  private static final String NONSENSE = "garbage";

  private final Institution institution;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Visitors.Visit visit;
  private final String target;
  private final int endpoint;
  private final long arrived;
  private final Call call = new Call();
  private int page = 1;
  private long key;
  private boolean completes;
  private boolean asked;
  private boolean over;
  private @Nullable Outcome outcome;
  private @Nullable String body;
  private @Nullable String retryAfter;

  Exchange(
      Institution institution,
      HttpServerRequest request,
      Visitors.Visit visit,
      String target,
      int endpoint,
      long arrived) {
    this.institution = institution;
    this.visit = visit;
    this.request = request;
    this.response = request.response();
    this.target = target;
    this.endpoint = endpoint;
    this.arrived = arrived;
  }

  /** Reads the body, and decides when it is there; what is too long is not read to its end. */
  void readBody(int largest) {
    Buffer read = Buffer.buffer();
    request.exceptionHandler(e -> unanswered());
    request.handler(
        chunk -> {
          if (read.length() + chunk.length() > largest) {
            cut();
          } else {
            read.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> decide(read.toString()));
  }

  /** Decides what becomes of the request, once it has been read. */
  void decide(String text) {
    if (over) {
      return;
    }
    visit.asked();
    asked = true;
    try {
      consider(text);
    } catch (RuntimeException e) { // whatever it was that was asked, the others go on
      System.err.println("simulator: a request to " + institution.code() + " failed: " + e);
      cut();
    }
  }

  private void consider(String text) {
    Routes.Found found = institution.understand(request, target, text, call);
    Outcome wrong = wrongWith(found);
    Mood mood = institution.mood();
    if (mood.kind() != Mood.Kind.NORMAL && institution.draws(mood.share()) && moody(mood)) {
      return;
    }
    if (wrong != null) {
      answer(wrong, null);
      return;
    }
    admit(institution.person(call.user()));
  }

  private @Nullable Outcome wrongWith(Routes.Found found) {
    Outcomes outcomes = institution.outcomes();
    Outcome headers = institution.checkHeaders(request, call);
    return switch (found) {
      case NO_PATH -> outcomes.named("404/40401", ResponseClass.CONFIG, "no such path");
      case NO_METHOD -> outcomes.named("405/40501", ResponseClass.PERMANENT, "no such method");
      case NO_PARAMETERS ->
          outcomes.named("400/40001", ResponseClass.PERMANENT, "a parameter is missing or wrong");
      case CALL -> headers;
    };
  }

  /** What the mood does to the call; false if it is answered as usual, though perhaps late. */
  private boolean moody(Mood mood) {
    Outcomes outcomes = institution.outcomes();
    switch (mood.kind()) {
      case RESETTING, DOWN -> cut();
      case HANGING -> response.closeHandler(closed -> unanswered());
      case THROTTLING -> refuse(mood, outcomes.throttled());
      case MAINTENANCE -> refuse(mood, outcomes.of(ResponseClass.MAINTENANCE, "maintenance"));
      case FAILING -> refuse(mood, institution.aTransient());
      case GARBAGE -> answer(new Outcome(200, NONSENSE, ""), Garbage.any(institution.random()));
      case NORMAL, SLOW -> {
        return false;
      }
    }
    return true;
  }

  private void refuse(Mood mood, Outcome refusal) {
    retryAfter = mood.retryAfter();
    answer(refusal, null);
  }

  private void admit(Person person) {
    Route route = call.route();
    if (route == null) {
      throw new IllegalStateException("a request that was understood has a call: " + target);
    }
    page = Page.numberOf(call.cursor());
    Page content = institution.page(call, person, page);
    Outcome refused = institution.checkOwner(call, person);
    if (refused == null && !content.exists()) {
      refused = institution.outcomes().named("400/40001", ResponseClass.PERMANENT, "no such page");
      page = Math.max(1, page);
    }
    if (refused != null) {
      answer(refused, null);
      return;
    }
    key = Hash.of(Hash.of(person.seed(), route.hash()), Hash.of(call.object()));
    Gate.Refusal refusal =
        institution
            .gate()
            .admit(
                arrived,
                endpoint,
                route.name(),
                call.user(),
                key,
                page == 1,
                call.byUser(),
                institution.counts().inFlight());
    institution.counts().refused(refusal);
    if (refusal != Gate.Refusal.NONE) {
      refuse(refusal);
    } else if (institution.draws(institution.errors())) {
      answer(institution.aTransient(), null);
    } else {
      answer(route, person, content);
    }
  }

  private void refuse(Gate.Refusal refusal) {
    Outcomes outcomes = institution.outcomes();
    switch (refusal) {
      case WINDOW ->
          answer(outcomes.of(ResponseClass.OUTSIDE_WINDOW, "outside the call windows"), null);
      case QUOTA -> answer(outcomes.of(ResponseClass.QUOTA, "the quota is used up"), null);
      case LIMIT, IN_FLIGHT -> {
        retryAfter =
            refusal == Gate.Refusal.LIMIT
                ? Long.toString(institution.gate().retryAfterSeconds())
                : "1";
        answer(outcomes.throttled(), null);
      }
      case NONE -> throw new IllegalStateException("not refused");
    }
  }

  private void answer(Route route, Person person, Page content) {
    String since = route.spec().sendsSince() ? institution.since(person, arrived) : "";
    Outcome unchanged = institution.unchanged();
    if (unchanged != null && page == 1 && !since.isEmpty() && since.equals(call.since())) {
      completes = true;
      answer(unchanged, route.form().unchanged());
      return;
    }
    completes = content.last();
    String next =
        route.spec().pages() instanceof Pages.Link
            ? content.nextLink(request.uri())
            : content.nextCursor();
    String filled = route.form().filled(person, call, since, content.objects(), next);
    answer(institution.success(), filled);
  }

  /** Sends an answer after the latency; a null text means that the outcome says it all. */
  private void answer(Outcome decided, @Nullable String text) {
    outcome = decided;
    body = text == null ? institution.body(decided) : text;
    long late = institution.mood().latency().micros(institution.random());
    if (late == 0) {
      run();
      return;
    }
    if (late >= WATCHED_MICROS) {
      response.closeHandler(closed -> unanswered());
    }
    var _ = ContextInternal.current().nettyEventLoop().schedule(this, late, TimeUnit.MICROSECONDS);
  }

  /** Sends the answer. */
  @Override
  public void run() {
    Outcome sent = outcome;
    if (over || sent == null) {
      return;
    }
    if (response.closed()) {
      unanswered();
      return;
    }
    if (response.writeQueueFull()) {
      cut(); // who does not read answers must not pile them up here
      return;
    }
    over = true;
    visit.served();
    response.setStatusCode(sent.status()).headers().set(HttpHeaders.CONTENT_TYPE, JSON);
    CharSequence echoed = institution.echoed();
    if (echoed != null && !call.transaction().isEmpty()) {
      response.headers().set(echoed, call.transaction());
    }
    if (retryAfter != null) {
      response.headers().set(RETRY_AFTER, retryAfter);
    }
    var _ = response.end(Buffer.buffer(body == null ? "" : body));
    institution.counts().answered(sent);
    if (completes && !call.byUser()) {
      Route route = call.route();
      institution.gate().succeeded(key, route == null ? "" : route.name(), arrived);
    }
    institution.wrote(call, page, arrived, sent.status(), sent.code());
  }

  /** Cuts the connection. */
  private void cut() {
    unanswered();
    var _ = request.connection().close();
  }

  private void unanswered() {
    if (!over) {
      over = true;
      if (asked) {
        visit.served();
      }
      institution.counts().unanswered();
      institution.wrote(call, page, arrived, 0, "");
    }
  }
}
