package io.tidegate.push.queue;

import io.tidegate.push.request.Body;
import io.tidegate.push.request.Fields;
import io.tidegate.push.request.Problems;
import io.tidegate.push.request.RequestSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was given up, for operators: to see, to send again, to drop. Service token only. */
@RestController
@RequestMapping("/v1/dead-letters")
class DeadLetterController {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterController.class);
  private static final Set<String> STATES =
      Set.of("dead", "replaying", "replayed", "duplicate", "dropped");
  private static final Set<String> HANDLED = Set.of("replayed", "duplicate", "dropped");
  private static final int MOST = 100_000;

  private final LetterBox box;
  private final Replays replays;
  private final RequestSettings requests;

  DeadLetterController(LetterBox box, Replays replays, RequestSettings requests) {
    this.box = box;
    this.replays = replays;
    this.requests = requests;
  }

  /**
   * A page of a list.
   *
   * @param next where the next page begins; null when there is none
   */
  record Page(List<ShownLetter> letters, @Nullable String next) {}

  /**
   * What came of it.
   *
   * @param dryRun whether nothing was done
   */
  record Answer(int letters, int duplicates, int left, boolean dryRun) {
    static Answer of(Replays.Done done, boolean dryRun) {
      return new Answer(done.letters(), done.duplicates(), done.left(), dryRun);
    }
  }

  private record Wish(LetterFilter filter, int most, boolean dryRun, Replays.Cause cause) {}

  @GetMapping
  Page list(
      @RequestParam(required = false) @Nullable String channel,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam(required = false) @Nullable String user,
      @RequestParam(required = false) @Nullable String since,
      @RequestParam(required = false) @Nullable String until,
      @RequestParam(defaultValue = "dead") String state,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(defaultValue = "100") int most) {
    if (!STATES.contains(state) || most < 1 || most > 1000) {
      throw Problems.problem(
          HttpStatus.BAD_REQUEST,
          "state is dead, replaying, replayed, duplicate or dropped; most is 1 to 1000");
    }
    List<ShownLetter> letters =
        box.list(
            new LetterFilter(
                null,
                parameter("channel", channel, LetterFilter::channel),
                reason,
                user,
                parameter("since", since, LetterFilter::instant),
                parameter("until", until, LetterFilter::instant)),
            state,
            parameter("after", after, Place::parse),
            most);
    return new Page(letters, letters.size() < most ? null : Place.of(letters.getLast()).text());
  }

  /** A push id has slashes, so it is no part of the path. */
  @GetMapping("/one")
  ShownLetter show(@RequestParam String id) {
    return box.find(id)
        .orElseThrow(
            () -> Problems.problem(HttpStatus.NOT_FOUND, "there is no dead letter of this push"));
  }

  @PostMapping(path = "/replay", consumes = "application/json")
  Answer replay(HttpServletRequest request) throws IOException {
    Wish wish = wish("replay", request);
    return wish.dryRun
        ? Answer.of(replays.wouldReplay(wish.filter, wish.most), true)
        : done("replayed", wish, replays.replay(wish.filter, wish.most, wish.cause));
  }

  @PostMapping(path = "/drop", consumes = "application/json")
  Answer drop(HttpServletRequest request) throws IOException {
    Wish wish = wish("drop", request);
    return wish.dryRun
        ? Answer.of(replays.wouldDrop(wish.filter, wish.most), true)
        : done("dropped", wish, replays.drop(wish.filter, wish.most, wish.cause));
  }

  private Wish wish(String what, HttpServletRequest request) throws IOException {
    Fields fields = Body.read(what, request.getInputStream(), requests).fields();
    Wish wish =
        new Wish(
            LetterFilter.read(fields),
            fields.whole("most", 1, MOST, MOST),
            fields.flag("dryRun", false),
            new Replays.Cause(fields.text("by", 100), fields.text("why", 500)));
    fields.end();
    String one = wish.filter.id();
    if (one != null) {
      refuseUnlessOpen(one);
    }
    return wish;
  }

  /** Who names one letter wants it handled; a count of none would be no answer. */
  private void refuseUnlessOpen(String id) {
    String state =
        box.state(id)
            .orElseThrow(
                () ->
                    Problems.problem(
                        HttpStatus.NOT_FOUND, "there is no dead letter of push " + id));
    if (HANDLED.contains(state)) {
      throw Problems.problem(
          HttpStatus.CONFLICT,
          "the letter of push %s has been handled: its state is %s".formatted(id, state));
    }
  }

  private static Answer done(String what, Wish wish, Replays.Done done) {
    LOG.atInfo()
        .addKeyValue("letters", done.letters())
        .addKeyValue("by", wish.cause.by())
        .log("dead letters were {}", what);
    return Answer.of(done, false);
  }

  private static <T> @Nullable T parameter(
      String name, @Nullable String text, Function<String, T> reader) {
    try {
      return text == null ? null : reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw Problems.problem(HttpStatus.BAD_REQUEST, name + " " + e.getMessage());
    }
  }
}
