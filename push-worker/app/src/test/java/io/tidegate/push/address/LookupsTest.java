package io.tidegate.push.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Name servers that say nothing. */
class LookupsTest {
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");
  private static final int AT_ONCE = 4;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch hanging = new CountDownLatch(AT_ONCE);
  private final CountDownLatch spoken = new CountDownLatch(1);
  private final CountDownLatch behind = new CountDownLatch(1);

  @AfterEach
  void speak() {
    spoken.countDown();
  }

  private Lookups lookups(Duration patience) {
    return new Lookups(this::answer, AT_ONCE, patience, nanos::get);
  }

  /** Of hosts that begin so nothing is heard until the name server speaks. */
  private InetAddress[] answer(String host) throws UnknownHostException {
    asked.incrementAndGet();
    if (host.equals("behind")) {
      behind.countDown();
    }
    if (host.startsWith("silent")) {
      hanging.countDown();
      try {
        spoken.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    if (host.startsWith("unknown")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {ADDRESS};
  }

  @Test
  void aNameServerThatSaysNothingIsNotWaitedForAndHoldsOneThreadForAHostOnly() {
    Lookups lookups = lookups(Duration.ofMillis(1));
    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> lookups.of("silent.example"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("no answer within");
    }
    assertThat(asked).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void hostsThatAreKnownAreReachedWhileAllThreadsHangAndWhatIsBehindGoesOnAfterwards()
      throws Exception {
    Lookups lookups = lookups(Duration.ofMinutes(1));
    assertThat(lookups.of("known.example")).containsExactly(ADDRESS);
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1)); // it is to be asked for again
    try (var waiting = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<List<InetAddress>>> answers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String host = "silent " + i;
        answers.add(CompletableFuture.supplyAsync(() -> of(lookups, host), waiting));
      }
      assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
      answers.add(CompletableFuture.supplyAsync(() -> of(lookups, "behind"), waiting));
      assertThat(lookups.of("known.example")).containsExactly(ADDRESS);
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      spoken.countDown();
      for (var answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).containsExactly(ADDRESS);
      }
    }
  }

  @Test
  void whoeverWaitsNoLongerTakesNobodysAnswerAway() throws Exception {
    Lookups lookups = lookups(Duration.ofMillis(1));
    for (int i = 0; i < AT_ONCE; i++) {
      String host = "silent " + i;
      assertThatThrownBy(() -> lookups.of(host)).hasMessageContaining("no answer within");
    }
    assertThatThrownBy(() -> lookups.of("behind")).hasMessageContaining("no answer within");
    spoken.countDown();
    assertThat(behind.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anAnswerThatIsPrivateForAMomentRefusesNobodyLater() throws Exception {
    AtomicReference<String> said = new AtomicReference<>("10.0.0.1");
    PublicAddresses addresses =
        new PublicAddresses(
            new AddressSettings(false),
            new Lookups(
                host -> new InetAddress[] {InetAddress.ofLiteral(said.get())},
                1,
                Duration.ofMinutes(1),
                nanos::get));
    assertThatThrownBy(() -> addresses.of("push.example")).isInstanceOf(RefusedHost.class);
    said.set("93.184.216.34");
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    assertThat(addresses.of("push.example")).containsExactly(InetAddress.ofLiteral(said.get()));
  }

  @Test
  void ofThousandsOfAddressesAFewAreKept() throws Exception {
    InetAddress[] many = Collections.nCopies(4_000, ADDRESS).toArray(InetAddress[]::new);
    Lookups lookups = new Lookups(host -> many, 1, Duration.ofMinutes(1), nanos::get);
    assertThat(lookups.of("many.example")).hasSize(16);
  }

  private static List<InetAddress> of(Lookups lookups, String host) {
    try {
      return lookups.of(host);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsKnownIsAskedForAgainInHalfAMinuteAndWhatIsUnknownAtOnce() throws Exception {
    Lookups lookups = lookups(Duration.ofMinutes(1));
    lookups.of("known.example");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(29));
    lookups.of("known.example");
    assertThat(asked).hasValue(1);
    for (int i = 2; i <= 4; i++) {
      assertThatThrownBy(() -> lookups.of("unknown.example"))
          .isInstanceOf(UnknownHostException.class);
      assertThat(asked).hasValue(i);
    }
  }
}
