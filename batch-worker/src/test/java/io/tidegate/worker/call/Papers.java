package io.tidegate.worker.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/** Certificates made for one test by the JDK's keytool, in PKCS #12 files. */
public final class Papers {
  /** Of all files and keys. */
  public static final String PASSWORD = "for-this-test-only";

  private final Path folder;

  /**
   * Makes an authority {@code ca}; a {@code server} for localhost, an {@code expired} one, one of
   * {@code elsewhere}, and a {@code client}, all by that authority; and a {@code stranger}, by its
   * own.
   */
  public Papers(Path folder) {
    this.folder = folder;
    make("ca", "-ext", "bc:c");
    make("server", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
    make(
        "expired",
        "-signer",
        "ca",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-startdate",
        "-9d",
        "-validity",
        "5");
    make("elsewhere", "-signer", "ca", "-ext", "san=dns:bank.example");
    make("client", "-signer", "ca");
    make("stranger");
  }

  private void make(String alias, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + alias,
                "-keystore",
                folder.resolve("all.p12").toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    try {
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("keytool.out").toFile())
              .start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new AssertionError(Files.readString(folder.resolve("keytool.out")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private KeyStore all() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("all.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  /** A file with that one's key and chain. */
  public Path keys(String alias) {
    return file(alias + "-keys.p12", alias, true);
  }

  /** A file with that one's certificate, to be trusted. */
  public Path trusting(String alias) {
    return file(alias + "-trust.p12", alias, false);
  }

  private Path file(String name, String alias, boolean key) {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      if (key) {
        own.setKeyEntry(
            alias,
            all().getKey(alias, PASSWORD.toCharArray()),
            PASSWORD.toCharArray(),
            all().getCertificateChain(alias));
      } else {
        own.setCertificateEntry(alias, all().getCertificate(alias));
      }
      Path file = folder.resolve(name);
      try (var out = Files.newOutputStream(file)) {
        own.store(out, PASSWORD.toCharArray());
      }
      return file;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyStore read(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  X509KeyManager keyManager(String alias) {
    try {
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(read(keys(alias)), PASSWORD.toCharArray());
      return Stream.of(factory.getKeyManagers())
          .filter(X509KeyManager.class::isInstance)
          .map(X509KeyManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  TrustManager trustManager(String alias) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(read(trusting(alias)));
      return factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
