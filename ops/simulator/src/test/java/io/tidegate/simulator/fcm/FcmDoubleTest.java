package io.tidegate.simulator.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.firebase.FirebaseApp;
import com.google.firebase.FirebaseOptions;
import com.google.firebase.internal.ApacheHttp2Transport;
import com.google.firebase.messaging.AndroidConfig;
import com.google.firebase.messaging.ApnsConfig;
import com.google.firebase.messaging.Aps;
import com.google.firebase.messaging.FirebaseMessaging;
import com.google.firebase.messaging.FirebaseMessagingException;
import com.google.firebase.messaging.Message;
import com.google.firebase.messaging.MessagingErrorCode;
import com.google.firebase.messaging.Notification;
import com.google.firebase.messaging.WebpushConfig;
import com.google.firebase.messaging.WebpushFcmOptions;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.InMemoryDnsResolver;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's own client takes the double for FCM: it is led astray in DNS only. */
class FcmDoubleTest {
  private static final String HOST = "fcm.googleapis.com";

  private static FcmDouble fcm;
  private static FirebaseApp app;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    X509Bundle papers =
        new CertificateBuilder()
            .subject("CN=" + HOST)
            .addSanDnsName(HOST)
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    fcm =
        FcmDouble.startSecure(
            Files.writeString(folder.resolve("certificate.pem"), papers.getCertificatePEM()),
            Files.writeString(folder.resolve("key.pem"), papers.getPrivateKeyPEM()));
    ApacheHttp2Transport transport = new ApacheHttp2Transport(astray(papers));
    app =
        FirebaseApp.initializeApp(
            FirebaseOptions.builder()
                .setCredentials(
                    GoogleCredentials.fromStream(
                        new ByteArrayInputStream(
                            fcm.serviceAccount("demo-project").getBytes(UTF_8)),
                        () -> transport))
                .setHttpTransport(transport)
                .build());
  }

  @AfterAll
  static void stop() {
    app.delete();
    fcm.close();
  }

  private static CloseableHttpAsyncClient astray(X509Bundle papers) throws Exception {
    InMemoryDnsResolver names = new InMemoryDnsResolver();
    names.add(HOST, InetAddress.getLoopbackAddress());
    names.add("127.0.0.1", InetAddress.getLoopbackAddress());
    int port = fcm.url().getPort();
    CloseableHttpAsyncClient client =
        ApacheHttp2Transport.defaultHttpAsyncClientBuilder()
            .setRoutePlanner(
                new DefaultRoutePlanner(host -> host.getPort() > 0 ? host.getPort() : port))
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setDnsResolver(names)
                    .setTlsStrategy(
                        ClientTlsStrategyBuilder.create()
                            .setSslContext(trusting(papers))
                            .buildAsync())
                    .setDefaultTlsConfig(
                        TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.NEGOTIATE).build())
                    .build())
            .build();
    client.start();
    return client;
  }

  private static SSLContext trusting(X509Bundle papers) throws GeneralSecurityException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("double", papers.getCertificate());
      return SSLContexts.custom().loadTrustMaterial(trusted, null).build();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Message.Builder message(String token) {
    return Message.builder()
        .setToken(token)
        .setNotification(Notification.builder().setTitle("Rent").setBody("today").build());
  }

  private static @Nullable MessagingErrorCode refused(Message message) {
    try {
      FirebaseMessaging.getInstance(app).send(message);
    } catch (FirebaseMessagingException e) {
      return e.getMessagingErrorCode();
    }
    throw new AssertionError("it was accepted");
  }

  @Test
  void aMessageIsAcceptedOverHttp2WithAllThatItSays() throws Exception {
    String name =
        FirebaseMessaging.getInstance(app)
            .send(
                message("whole")
                    .putData("account", "7")
                    .setAndroidConfig(
                        AndroidConfig.builder()
                            .setTtl(Duration.ofHours(1).toMillis())
                            .setCollapseKey("rent")
                            .setPriority(AndroidConfig.Priority.HIGH)
                            .build())
                    .setApnsConfig(
                        ApnsConfig.builder()
                            .putHeader("apns-collapse-id", "rent")
                            .setAps(Aps.builder().build())
                            .build())
                    .setWebpushConfig(
                        WebpushConfig.builder()
                            .putHeader("TTL", "3600")
                            .setFcmOptions(WebpushFcmOptions.withLink("https://example.com/rent"))
                            .build())
                    .build());
    FcmDouble.Accepted accepted =
        fcm.accepted().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    assertThat(accepted.project()).isEqualTo("demo-project");
    assertThat(accepted.version()).isEqualTo(HttpVersion.HTTP_2);
    JsonObject message = accepted.message();
    assertThat(message.getJsonObject("notification").getString("title")).isEqualTo("Rent");
    assertThat(accepted.data("account")).isEqualTo("7");
    assertThat(message.getJsonObject("android"))
        .isEqualTo(
            new JsonObject()
                .put("ttl", "3600s")
                .put("collapse_key", "rent")
                .put("priority", "high"));
  }

  @Test
  void eachErrorIsReadAsTheCodeThatItIs() {
    fcm.kill("dead");
    assertThat(refused(message("dead").build())).isEqualTo(MessagingErrorCode.UNREGISTERED);
    assertThat(refused(message("one").putData("google.x", "1").build()))
        .isEqualTo(MessagingErrorCode.INVALID_ARGUMENT);
    fcm.next(FcmReply.error(403, "SENDER_ID_MISMATCH"));
    assertThat(refused(message("one").build())).isEqualTo(MessagingErrorCode.SENDER_ID_MISMATCH);
    fcm.next(new FcmReply.Refuse(429, "QUOTA_EXCEEDED", "7"));
    assertThat(refused(message("one").build())).isEqualTo(MessagingErrorCode.QUOTA_EXCEEDED);
    fcm.next(FcmReply.error(500, "INTERNAL"));
    assertThat(refused(message("one").build())).isEqualTo(MessagingErrorCode.INTERNAL);
    fcm.always(FcmReply.error(401, "THIRD_PARTY_AUTH_ERROR")); // that client asks several times
    assertThat(refused(message("one").build()))
        .isEqualTo(MessagingErrorCode.THIRD_PARTY_AUTH_ERROR);
    fcm.always(new FcmReply.Accept());
  }

  @Test
  void aBusyServiceIsAskedAgainByThatClient() throws Exception {
    fcm.next(new FcmReply.Refuse(503, "UNAVAILABLE", "1"));
    long before = fcm.asked();
    FirebaseMessaging.getInstance(app).send(message("busy").build());
    assertThat(fcm.asked() - before).isEqualTo(2);
  }

  @Test
  void aWithdrawnAccessTokenIsNoneAndAnotherIsIssued() throws Exception {
    FirebaseMessaging.getInstance(app).send(message("one").build());
    int issued = fcm.issued();
    fcm.withdrawTokens();
    FirebaseMessaging.getInstance(app).send(message("one").build());
    assertThat(fcm.issued()).isEqualTo(issued + 1);
  }
}
