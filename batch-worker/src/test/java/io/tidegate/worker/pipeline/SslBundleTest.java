package io.tidegate.worker.pipeline;

import static io.tidegate.worker.pipeline.WorkerUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.worker.call.Papers;
import io.tidegate.worker.call.SecureServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS as an operator sets it up: a bundle of Spring's, named in the policy. */
class SslBundleTest {
  private static final Duration OPEN = Duration.ofSeconds(25);

  @TempDir Path folder;

  private static List<String> bundle(Papers papers, String name, String client) {
    String prefix = "--spring.ssl.bundle.jks." + name + ".";
    return List.of(
        prefix + "keystore.location=file:" + papers.keys(client),
        prefix + "keystore.password=" + Papers.PASSWORD,
        prefix + "keystore.type=PKCS12",
        prefix + "truststore.location=file:" + papers.trusting("ca"),
        prefix + "truststore.password=" + Papers.PASSWORD,
        prefix + "truststore.type=PKCS12");
  }

  private static String policy(String code, String url, String more) {
    return """
    code: %s
    zone: UTC
    windows: ["always"]
    limits: [{calls: 90, per: second}]
    quota: []
    max-in-flight: 20
    timeout: {connect: 2s, response: 5s, refresh: 1m}
    endpoints: ["%s"]
    calls: [{name: accounts, get: "/accounts?user={user}"}]
    """
            .formatted(code, url)
        + more;
  }

  @Test
  void thePolicysBundleIsShownAndAnotherInstitutionWithTheWrongOneGetsNoCallThrough() {
    Papers papers = new Papers(folder);
    List<String> settings = new ArrayList<>(bundle(papers, "bank", "client"));
    settings.addAll(bundle(papers, "wrong", "stranger"));
    try (WorkerUnderTest worker = new WorkerUnderTest(settings.toArray(String[]::new)).start();
        SecureServer bank = new SecureServer(papers, "server", "ca", 100);
        SecureServer strict = new SecureServer(papers, "server", "ca", 100)) {
      int first = worker.institution("T70", policy("T70", bank.url(), "tls: bank\nhttp2: true\n"));
      int second = worker.institution("T71", policy("T71", strict.url(), "tls: wrong\n"));
      worker.consents(first, 30);
      worker.consents(second, 30);
      worker.obey(worker.command(first, "T70", 0, 1, OPEN, Duration.ofMillis(20), 100));
      worker.obey(worker.command(second, "T71", 0, 1, OPEN, Duration.ofMillis(20), 100));

      String refreshed =
          "SELECT count(*) FROM consent WHERE succeeded_at > '-infinity' AND institution_id = ";
      await("the bank's users are settled", () -> worker.count(refreshed + first) == 30);
      assertThat(bank.callers()).hasSize(30).containsOnly("CN=client");
      await(
          "an attempt at the other has failed",
          () ->
              worker.count(
                      "SELECT count(*) FROM retry WHERE kind = 'failed' AND institution_id = "
                          + second)
                  > 0);
      assertThat(strict.callers()).isEmpty();
    }
  }
}
