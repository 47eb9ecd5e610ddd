package io.tidegate.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.ResponseClass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls spread over three endpoints, and round those that fail, over real sockets. */
class EndpointsTest {
  private static Caller.Loop loop;
  private final List<RawServer> servers = new ArrayList<>();

  @BeforeAll
  static void openLoop() {
    loop = new Caller.Loop();
  }

  @AfterAll
  static void closeLoop() {
    loop.close();
  }

  @BeforeEach
  void openServers() throws IOException {
    for (int i = 0; i < 3; i++) {
      servers.add(new RawServer());
    }
  }

  @AfterEach
  void closeServers() {
    servers.forEach(RawServer::close);
  }

  private Caller caller(String balance, int... weights) {
    StringBuilder endpoints = new StringBuilder();
    for (int i = 0; i < servers.size(); i++) {
      endpoints.append(
          "  - {url: \"%s\", weight: %d}\n"
              .formatted(servers.get(i).url(), weights.length == 0 ? 1 : weights[i]));
    }
    return new Caller(
        loop,
        """
        code: BAD
        zone: UTC
        windows: ["always"]
        limits: [{calls: 1000, per: second}]
        quota: []
        max-in-flight: 30
        timeout: {connect: 2s, response: 20s, refresh: 1m}
        balance: %s
        endpoints:
        %scalls: [{name: accounts, get: "/accounts?user={user}"}]
        """
            .formatted(balance, endpoints));
  }

  private List<Integer> calls() {
    return servers.stream().map(server -> server.requests().size()).toList();
  }

  /** So many calls one after the other, with a connection to every endpoint before the first. */
  private List<ResponseClass> make(Caller caller, int calls) {
    connect(caller);
    List<ResponseClass> classes = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      classes.add(caller.classOf("u" + i));
    }
    return classes;
  }

  private void connect(Caller caller) {
    caller.until(
        "all are connected",
        () -> {
          caller.endpoints.prepare(30);
          return caller.endpoints.room() >= 3
              && caller.endpoints.canTake(0)
              && caller.endpoints.canTake(1)
              && caller.endpoints.canTake(2);
        });
  }

  @Test
  void roundRobinGivesEachTheSame() {
    try (Caller caller = caller("round-robin")) {
      make(caller, 60);
      assertThat(calls()).containsExactly(20, 20, 20);
    }
  }

  @Test
  void weightedGivesEachItsWeight() {
    try (Caller caller = caller("weighted", 5, 1, 2)) {
      make(caller, 80);
      assertThat(calls()).containsExactly(50, 10, 20);
    }
  }

  @Test
  void randomReachesAll() {
    try (Caller caller = caller("random")) {
      make(caller, 150);
      assertThat(calls()).allMatch(calls -> calls > 20);
    }
  }

  @Test
  void leastInFlightGivesWayToTheOneThatIsSlow() {
    servers.get(1).answers(RawServer.Conversation::silence);
    try (Caller caller = caller("least-in-flight")) {
      connect(caller);
      for (int i = 0; i < 3 && loop.on(() -> caller.endpoints.inFlight(1)) == 0; i++) {
        assertThat(caller.start(caller.refresh("u"), ended -> {})).isNotNull();
      }
      assertThat(loop.on(() -> caller.endpoints.inFlight(1))).isEqualTo(1);
      assertThat(make(caller, 40)).containsOnly(ResponseClass.SUCCESS);
      assertThat(servers.get(1).requests()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void anEndpointThatFailsIsSetAsideAndTriedAgainAndComesBack() {
    try (Caller caller = caller("round-robin")) {
      servers.get(0).answers(RawServer.Conversation::reset);
      // Three calls in a row are lost at most before nobody is sent there any more.
      List<ResponseClass> classes = make(caller, 60);
      assertThat(counted(classes, ResponseClass.TRANSIENT)).isEqualTo(3);
      assertThat(counted(classes.subList(30, 60), ResponseClass.TRANSIENT)).isZero();

      // After a second one call tries it again: it still fails, and is left alone for longer.
      caller.clock.addAndGet(1_100_000_000L);
      assertThat(counted(make(caller, 30), ResponseClass.TRANSIENT)).isEqualTo(1);
      caller.clock.addAndGet(1_100_000_000L);
      assertThat(counted(makeAsIs(caller, 30), ResponseClass.TRANSIENT)).isZero();

      servers.get(0).answers(RawServer.Conversation::success);
      caller.clock.addAndGet(1_000_000_000L);
      int before = servers.get(0).requests().size();
      assertThat(make(caller, 30)).containsOnly(ResponseClass.SUCCESS);
      assertThat(servers.get(0).requests().size() - before).isEqualTo(10);
    }
  }

  private static List<ResponseClass> makeAsIs(Caller caller, int calls) {
    List<ResponseClass> classes = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      classes.add(caller.classOf("u" + i));
    }
    return classes;
  }

  private static long counted(List<ResponseClass> classes, ResponseClass which) {
    return classes.stream()
        .collect(Collectors.groupingBy(c -> c, Collectors.counting()))
        .getOrDefault(which, 0L);
  }

  @Test
  void anEndpointThatRefusesConnectionsCostsNoCallAndIsFoundAgainOnItsPort() throws IOException {
    try (Caller caller = caller("round-robin")) {
      make(caller, 9);
      int port = servers.get(2).port();
      servers.get(2).close();
      caller.until("its connections are gone", () -> !caller.endpoints.canTake(2));
      assertThat(makeAsIs(caller, 30)).containsOnly(ResponseClass.SUCCESS);

      servers.set(2, new RawServer(new ServerSocket(port, 50, InetAddress.getLoopbackAddress())));
      caller.clock.addAndGet(31_000_000_000L);
      assertThat(make(caller, 30)).containsOnly(ResponseClass.SUCCESS);
      assertThat(servers.get(2).requests()).hasSize(10);
    }
  }

  @Test
  void theLastEndpointIsNeverSetAside() {
    servers.subList(1, 3).forEach(RawServer::close);
    servers.subList(1, 3).clear();
    servers.getFirst().answers(RawServer.Conversation::reset);
    try (Caller caller = caller("round-robin")) {
      assertThat(makeAsIs(caller, 8)).containsOnly(ResponseClass.TRANSIENT);
      assertThat(servers.getFirst().requests()).hasSize(8);
    }
  }

  @Test
  void aDoorThatShutsInOnesFaceIsNotKnockedAtWithoutEnd() {
    servers.subList(1, 3).forEach(RawServer::close);
    servers.subList(1, 3).clear();
    RawServer shut = servers.getFirst();
    shut.welcomes(RawServer.Conversation::reset);
    try (Caller caller = caller("round-robin")) {
      int[] failed = new int[1];
      caller.until("it is shut", () -> (failed[0] += caller.endpoints.takeUnreachable()) > 0);
      int knocked = shut.connections();
      // Within the second of waiting nobody knocks again, however often it is wanted.
      caller.clock.addAndGet(500_000_000L);
      loop.on(
          () -> {
            for (int i = 0; i < 1_000; i++) {
              caller.endpoints.prepare(30);
            }
            return true;
          });
      assertThat(loop.on(caller.endpoints::room)).isZero();
      assertThat(shut.connections()).isEqualTo(knocked);

      shut.welcomes(with -> {});
      caller.clock.addAndGet(31_000_000_000L);
      assertThat(caller.classOf("anna")).isEqualTo(ResponseClass.SUCCESS);
    }
  }

  @Test
  void connectionsAreNoMoreThanTheShare() {
    try (Caller caller = caller("round-robin")) {
      servers.forEach(server -> server.answers(RawServer.Conversation::silence));
      for (int i = 0; i < 60; i++) {
        var _ = caller.call(caller.refresh("u" + i));
      }
      caller.until("thirty are there", () -> calls().stream().mapToInt(n -> n).sum() == 30);
      for (int i = 0; i < 50; i++) {
        loop.on(
            () -> {
              caller.endpoints.prepare(60);
              return true;
            });
      }
      assertThat(servers.stream().mapToInt(RawServer::connections).sum()).isEqualTo(30);
      assertThat(calls()).containsExactly(10, 10, 10);
    }
  }
}
