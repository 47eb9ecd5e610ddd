package io.tidegate.worker.call;

import io.tidegate.policy.ResponseClass;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that renew one consent's data, one after the other: where it stands and what comes
 * next. Only one thread may touch it at a time.
 *
 * <p>It goes on to the next page while an answer names one, then to the next object, then to the
 * next call. It breaks off at the first call that fails, except that a closed asset is passed over:
 * the consent's other objects go on.
 */
public final class Refresh {

  /** What follows an answer. */
  public enum Step {
    /** There is a next call to make. */
    GOES_ON,
    /** All calls are made. */
    DONE,
    /** A call failed; {@link Refresh#callsToDo} says what is left. */
    BROKEN_OFF
  }

  private final Terms terms;
  private final String user;
  private final @Nullable String token;
  private final Findings findings;

  private int call;
  private int object;
  private int page = 1;
  private @Nullable String cursor;

  /** A cursor that was met some pages ago: pages that come back to it lead in a circle. */
  private @Nullable String mark;

  private int made;
  private boolean unchangedOnly = true;
  private boolean resumed;
  private boolean succeeded;
  private boolean traced;

  /**
   * A refresh that has not begun, or that goes on where it broke off.
   *
   * @param user the institution's name for the user
   * @param token the consent's bearer token; null for none
   * @param sinces the {@code {since}} values that are known, by {@link #sinceKey}
   * @param callsToDo where it broke off; null for all calls
   */
  public Refresh(
      Terms terms,
      String user,
      @Nullable String token,
      Map<String, String> sinces,
      @Nullable CallsToDo callsToDo) {
    this.terms = terms;
    this.user = user;
    this.token = token;
    this.findings = new Findings(terms, sinces);
    if (callsToDo != null) {
      resume(callsToDo);
    }
    if (!hasNext()) {
      // All objects are gone: begin anew rather than never.
      begin();
    }
  }

  private void begin() {
    call = 0;
    object = 0;
    page = 1;
    cursor = null;
    resumed = false;
    findings.forget();
  }

  private void resume(CallsToDo rest) {
    int at = terms.indexOf(rest.call());
    if (at < 0) {
      // The policy has no such call any more: what was done was done under other terms.
      return;
    }
    findings.restore(rest.objects());
    List<String> over = findings.over(at);
    int place = rest.object() == null || over == null ? 0 : over.indexOf(rest.object());
    if (place < 0) {
      begin();
      return;
    }
    call = at;
    object = place;
    page = rest.page();
    cursor = rest.cursor();
    mark = cursor;
    resumed = true;
  }

  /** Key of a call's {@code {since}}: the call's name, and the object's where it has one. */
  public static String sinceKey(String call, @Nullable String object) {
    return object == null ? call : call + '/' + object;
  }

  public Terms terms() {
    return terms;
  }

  public String user() {
    return user;
  }

  @Nullable String token() {
    return token;
  }

  /** Index of the call to make next, or just made. */
  public int callIndex() {
    return call;
  }

  public String callName() {
    return terms.callName(call);
  }

  /** The object that the call to make next is for; null where it has none. */
  public @Nullable String objectName() {
    List<String> over = findings.over(call);
    return over == null ? null : over.get(object);
  }

  /** Cursor of the page to ask for next; null for the first. */
  @Nullable String cursor() {
    return cursor;
  }

  /** Page of the call to make next, from 1. */
  public int page() {
    return page;
  }

  /** Whether calls of it were made, now or in an earlier attempt. */
  public boolean hasBegun() {
    return made > 0 || resumed;
  }

  /** Whether a call of it succeeded, now or in the attempt that it goes on from. */
  public boolean hasSucceeded() {
    return succeeded || resumed;
  }

  /** Has its exchanges keep what was sent and what came, for somebody who wants to see it. */
  public void trace() {
    traced = true;
  }

  boolean isTraced() {
    return traced;
  }

  /** The {@code {since}} values that it was given. */
  public Map<String, String> sinces() {
    return findings.known();
  }

  /** Whether every answer so far said that nothing has changed. */
  public boolean isUnchanged() {
    return made > 0 && unchangedOnly;
  }

  /** The {@code {since}} values that its calls brought, by {@link #sinceKey}. */
  public Map<String, String> newSinces() {
    return findings.changed();
  }

  /** Moves on to the next call that has something to do, from the place where it stands. */
  private boolean hasNext() {
    while (call < terms.calls()) {
      List<String> over = findings.over(call);
      if (object < (over == null ? 1 : over.size())) {
        return true;
      }
      call++;
      object = 0;
    }
    return false;
  }

  /** Takes the answer to the call that it asked for, and moves on. */
  public Step after(ResponseClass meaning, Exchange answer) {
    made++;
    if (meaning == ResponseClass.ASSET_CLOSED && terms.call(call).objectsFrom >= 0) {
      unchangedOnly = false;
      return passOver();
    }
    if (!meaning.isSuccess()) {
      return Step.BROKEN_OFF;
    }
    succeeded = true;
    PlannedCall made = terms.call(call);
    if (meaning == ResponseClass.UNCHANGED) {
      findings.nothingNew(made);
      return passOver();
    }
    unchangedOnly = false;
    findings.take(made, answer);
    String next = made.spec.pages() == null ? null : answer.cursor();
    if (next != null) {
      return turnTo(next);
    }
    findings.complete(made, objectName());
    return passOver();
  }

  /**
   * Goes on to the next page. Pages that lead in a circle would have it make all the calls that a
   * refresh may make: every so often it marks the cursor, at double the distance each time, and so
   * finds a circle of n pages within 3 n (R. P. Brent, BIT 20, 1980).
   */
  private Step turnTo(String next) {
    if (next.equals(mark) || made >= terms.policy().callsPerRefresh().most()) {
      return Step.BROKEN_OFF;
    }
    cursor = next;
    page++;
    if (Integer.bitCount(page) == 1) {
      mark = next;
    }
    return Step.GOES_ON;
  }

  private Step passOver() {
    object++;
    page = 1;
    cursor = null;
    mark = null;
    if (!hasNext()) {
      return Step.DONE;
    }
    return made >= terms.policy().callsPerRefresh().most() ? Step.BROKEN_OFF : Step.GOES_ON;
  }

  /** Where it stands, for whoever goes on with it later; null if no call was made. */
  public @Nullable CallsToDo callsToDo() {
    if (!hasBegun() || call >= terms.calls() || isAtTheStart()) {
      return null;
    }
    return new CallsToDo(callName(), objectName(), page, cursor, findings.byName());
  }

  private boolean isAtTheStart() {
    return call == 0 && object == 0 && page == 1;
  }

  /** The value of a placeholder in the next call's templates. */
  String value(String placeholder, String transactionId) {
    return switch (placeholder) {
      case "institution" -> terms.policy().code();
      case "user" -> user;
      case "since" -> findings.since(callName(), objectName());
      case "tran-id" -> transactionId;
      default -> {
        String current = objectName();
        if (current == null) {
          throw new IllegalStateException(
              "call %s has no value for {%s}".formatted(callName(), placeholder));
        }
        yield current;
      }
    };
  }
}
