package io.tidegate.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Certificates for one run, made by the JDK's keytool: an {@code authority}, a {@code server} for
 * this machine and a {@code client}, both by that authority.
 */
final class Papers {
  private static final String PASSWORD = "for-this-run-only";
  private static final String ALL = "all.p12";

  private final Path folder;

  private Papers(Path folder) {
    this.folder = folder;
  }

  static Papers make(Path folder) throws IOException {
    Papers papers = new Papers(Files.createDirectories(folder));
    papers.pair("authority", "-ext", "bc:c");
    papers.pair("server", "-signer", "authority", "-ext", "san=dns:localhost,ip:127.0.0.1");
    papers.pair("client", "-signer", "authority");
    for (String name : List.of("authority", "server", "client")) {
      papers.write(name);
    }
    return papers;
  }

  private void pair(String name, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-keystore",
                folder.resolve(ALL).toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Path log = folder.resolve("keytool.log");
    try {
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException("keytool made no certificate: " + Files.readString(log).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** As nginx wants it: certificate and key in PEM. */
  private void write(String name) throws IOException {
    try {
      KeyStore all = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(folder.resolve(ALL))) {
        all.load(in, PASSWORD.toCharArray());
      }
      Key key = all.getKey(name, PASSWORD.toCharArray());
      Certificate certificate = all.getCertificate(name);
      Files.writeString(certificate(name), pem("CERTIFICATE", certificate.getEncoded()));
      Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the papers of " + name + " cannot be read", e);
    }
  }

  private static String pem(String what, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what);
  }

  /** A certificate's file. */
  Path certificate(String name) {
    return folder.resolve(name + ".crt");
  }

  /** A key's file. */
  Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** Settings that give a worker the client's papers as the bundle of that name. */
  Map<String, String> bundle(String name) {
    String prefix = "SPRING_SSL_BUNDLE_PEM_" + name.toUpperCase(java.util.Locale.ROOT);
    return Map.of(
        prefix + "_KEYSTORE_CERTIFICATE", certificate("client").toUri().toString(),
        prefix + "_KEYSTORE_PRIVATEKEY", key("client").toUri().toString(),
        prefix + "_TRUSTSTORE_CERTIFICATE", certificate("authority").toUri().toString());
  }
}
