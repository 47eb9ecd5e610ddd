package io.tidegate.push.preview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Specimens;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A push is never too large for its preview. */
class FittingTest {
  private static Push push(String body) {
    Push all = Specimens.push("fcm");
    return new Push(
        all.id(),
        null,
        null,
        all.user(),
        all.device(),
        "fcm",
        "bank",
        all.title(),
        body,
        all.link(),
        all.data(),
        all.due(),
        all.expires(),
        null,
        1,
        false);
  }

  private static int bytes(@Nullable String text) {
    return text == null ? 0 : text.getBytes(UTF_8).length;
  }

  @Test
  void whatHasRoomIsPutInThePictureFirst() {
    LinkPreview preview = new LinkPreview("t".repeat(200), "https://e/" + "p".repeat(300));
    assertThat(Fitting.push(push("b"), preview).preview()).isEqualTo(preview);
    assertThat(Fitting.push(push("b".repeat(3_000)), preview).preview())
        .isEqualTo(new LinkPreview(null, preview.picture()));
    assertThat(Fitting.push(push("b".repeat(3_400)), preview).preview()).isNull();
  }

  @Test
  void noPreviewMakesAPushLargerThanATimerMayBe() {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      Push push = push("ä".repeat(random.nextInt(1_700)));
      int before = bytes(push.title()) + bytes(push.body()) + bytes(push.link()) + 8;
      LinkPreview preview =
          Fitting.push(
                  push,
                  new LinkPreview(
                      "집".repeat(random.nextInt(200)), "p".repeat(random.nextInt(1_000))))
              .preview();
      if (preview != null) {
        int title = bytes(preview.title()) * (push.body().isEmpty() ? 2 : 1);
        assertThat(before + title + bytes(preview.picture()))
            .as("seed " + seed)
            .isLessThanOrEqualTo(3_500);
      }
    }
  }
}
