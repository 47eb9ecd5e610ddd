package io.tidegate.simulator.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for {@code localhost} that nobody has signed, made by the JDK's keytool. */
final class SelfSigned {
  static final String PASSWORD = "for-this-run-only";
  private static final String ALIAS = "server";

  private SelfSigned() {}

  /**
   * Makes one.
   *
   * @param store file of certificate and key (PKCS 12); it is replaced
   * @param trust file of the certificate alone (PEM), for those who are to trust it
   */
  static void make(Path store, Path trust) throws IOException {
    Files.deleteIfExists(store);
    run(store);
    try {
      KeyStore all = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        all.load(in, PASSWORD.toCharArray());
      }
      String text =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(all.getCertificate(ALIAS).getEncoded());
      Files.writeString(
          trust, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    } catch (GeneralSecurityException e) {
      throw new IOException("what keytool made cannot be read", e);
    }
  }

  private static void run(Path store) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "bc:c",
            "-ext",
            "san=dns:localhost",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream said = keytool.getInputStream()) {
      String text = new String(said.readAllBytes(), UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool made no certificate: " + text.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
