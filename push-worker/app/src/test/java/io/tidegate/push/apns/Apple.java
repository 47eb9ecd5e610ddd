package io.tidegate.push.apns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.eatthepath.pushy.apns.auth.ApnsVerificationKey;
import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import com.eatthepath.pushy.apns.server.PushNotificationHandler;
import com.eatthepath.pushy.apns.server.RejectedNotificationException;
import com.eatthepath.pushy.apns.server.ValidatingPushNotificationHandlerFactory;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Apple's double, pushy's own: over TLS and HTTP/2, with a look at each provider token's signature.
 */
final class Apple implements AutoCloseable {
  static final String TOPIC = "com.example.bank";
  static final String TOKEN = "ab".repeat(32);

  private final Map<String, Instant> unregistered = new ConcurrentHashMap<>();
  private final Queue<RejectedNotificationException> next = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicBoolean breaking = new AtomicBoolean();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final int port = freePort();
  private final X509Bundle papers;
  private final ValidatingPushNotificationHandlerFactory strict;
  private volatile CountDownLatch answering = new CountDownLatch(0);
  private @Nullable MockApnsServer server;

  /** A request. */
  record Asked(Map<String, String> headers, String body) {}

  /** Makes its certificate and a signing key in a folder; is away until it is opened. */
  Apple(Path folder) throws Exception {
    this.folder = folder;
    papers =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve("trust.pem"), papers.getCertificatePEM());
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    Files.writeString(
        folder.resolve("key.p8"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    ApnsVerificationKey verification =
        new ApnsVerificationKey("KEY1234567", "TEAM123456", (ECPublicKey) keys.getPublic());
    strict =
        new ValidatingPushNotificationHandlerFactory(
            Map.of(TOPIC, Set.of(TOKEN)),
            unregistered,
            Map.of("KEY1234567", verification),
            Map.of(verification, Set.of(TOPIC)));
  }

  /** Is there, on the port that it always has. */
  Apple open() throws Exception {
    MockApnsServer opened =
        new MockApnsServerBuilder()
            .setServerCredentials(
                new ByteArrayInputStream(papers.getCertificatePEM().getBytes(UTF_8)),
                new ByteArrayInputStream(papers.getPrivateKeyPEM().getBytes(UTF_8)),
                null)
            .setHandlerFactory(
                session -> {
                  connections.incrementAndGet();
                  return handler(strict.buildHandler(session));
                })
            .build();
    opened.start(port).join();
    server = opened;
    return this;
  }

  /** Takes what comes and says nothing until the latch is open. */
  void answerAfter(CountDownLatch latch) {
    answering = latch;
  }

  private PushNotificationHandler handler(PushNotificationHandler strict) {
    return (Http2Headers headers, ByteBuf payload) -> {
      Map<String, String> seen = new ConcurrentHashMap<>();
      headers.forEach(one -> seen.put(one.getKey().toString(), one.getValue().toString()));
      asked.add(new Asked(seen, payload.toString(UTF_8)));
      await(answering);
      if (breaking.getAndSet(false)) {
        throw new AssertionError("so that the server ends the connection");
      }
      RejectedNotificationException told = next.poll();
      if (told != null) {
        throw told;
      }
      strict.handlePushNotification(headers, payload);
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("https://localhost:" + port);
  }

  Path keyFile() {
    return folder.resolve("key.p8");
  }

  Path trustFile() {
    return folder.resolve("trust.pem");
  }

  /** How the next request fails. */
  void next(RejectedNotificationException rejection) {
    next.add(rejection);
  }

  /** The next request has no answer: its connection ends. */
  void breakOff() {
    breaking.set(true);
  }

  /** The device's token is good no more since then. */
  void unregister(Instant since) {
    unregistered.put(TOKEN, since);
  }

  /** How many there ever were. */
  int connections() {
    return connections.get();
  }

  List<Asked> asked() {
    return asked;
  }

  @Override
  public void close() {
    if (server != null) {
      server.shutdown().join();
      server = null;
    }
  }
}
