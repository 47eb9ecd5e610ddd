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
  private final CountDownLatch knownTwice = new CountDownLatch(2);

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
    if (host.startsWith("known")) {
      knownTwice.countDown();
    }
    if (host.startsWith("silent")) {
      hanging.countDown();
      return new InetAddress[] {afterwards(ADDRESS)};
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
    InetAddress open = InetAddress.ofLiteral("93.184.216.34");
    InetAddress closed = InetAddress.ofLiteral("10.0.0.1");
    Lookups lookups =
        new Lookups(
            host -> new InetAddress[] {asked.getAndIncrement() == 0 ? closed : afterwards(open)},
            1,
            Duration.ofMinutes(1),
            nanos::get);
    PublicAddresses addresses = new PublicAddresses(new AddressSettings(false), lookups);
    assertThatThrownBy(() -> addresses.of("push.example")).isInstanceOf(RefusedHost.class);
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    Thread asking =
        Thread.ofPlatform()
            .start(
                () -> {
                  var _ = found.completeAsync(() -> of(addresses), Runnable::run);
                });
    while (asking.isAlive() && asking.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait(); // until it waits for the new answer
    }
    spoken.countDown();
    assertThat(found.get(30, TimeUnit.SECONDS)).containsExactly(open);
  }

  /** When the name server speaks. */
  private InetAddress afterwards(InetAddress address) {
    try {
      spoken.await();
      return address;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<InetAddress> of(PublicAddresses addresses) {
    try {
      return addresses.of("push.example");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(lookups.of("known.example")).containsExactly(ADDRESS);
    assertThat(knownTwice.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 3; i <= 5; i++) {
      assertThatThrownBy(() -> lookups.of("unknown.example"))
          .isInstanceOf(UnknownHostException.class);
      assertThat(asked).hasValue(i);
    }
  }
}
