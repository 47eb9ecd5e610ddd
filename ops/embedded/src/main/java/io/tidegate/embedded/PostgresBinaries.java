package io.tidegate.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per user and version from their Maven artifact. */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /**
   * The folder that holds {@code bin/postgres}, {@code bin/initdb} and {@code bin/pg_ctl}.
   *
   * @throws IOException when there are no binaries for this machine or they cannot be unpacked
   */
  static Path unpacked() throws IOException {
    String archive = "/postgres-linux-" + architecture() + ".txz";
    URL resource = PostgresBinaries.class.getResource(archive);
    if (resource == null) {
      throw new IOException("no PostgreSQL binaries for this machine: " + archive + " is missing");
    }
    Path folder = cache().resolve("postgres-" + architecture() + "-" + fingerprint(resource));
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.getParent());
      Path fresh = Files.createTempDirectory(folder.getParent(), "unpacking-");
      try (InputStream in = resource.openStream()) {
        unpack(in, fresh);
      }
      publish(fresh, folder);
    }
    return folder;
  }

  private static String architecture() throws IOException {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new IOException("embedded PostgreSQL needs Linux; elsewhere name a server with --db");
    }
    return switch (machine) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> throw new IOException("no PostgreSQL binaries for " + machine);
    };
  }

  /** A folder of the user's own: programs in a shared temporary folder could be anybody's. */
  private static Path cache() {
    String set = System.getenv("XDG_CACHE_HOME");
    Path base =
        set == null || set.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(set);
    return base.resolve("tidegate").toAbsolutePath();
  }

  /** Tells one release of the artifact from another without reading a version from anywhere. */
  private static String fingerprint(URL resource) throws IOException {
    var connection = resource.openConnection();
    connection.setUseCaches(false);
    var sum = new CRC32C();
    try (InputStream in = connection.getInputStream()) {
      sum.update(in.readNBytes(1 << 16));
      return "%08x-%d".formatted(sum.getValue(), connection.getContentLengthLong());
    }
  }

  private static void unpack(InputStream archive, Path folder) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("the archive points outside its folder: " + entry.getName());
        }
        unpackEntry(tar, entry, target);
      }
    }
  }

  private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, target);
      Files.setPosixFilePermissions(target, permissions(entry.getMode()));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> set =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);
    if ((mode & 0100) != 0) {
      set.add(PosixFilePermission.OWNER_EXECUTE);
      set.add(PosixFilePermission.GROUP_EXECUTE);
      set.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    return set;
  }

  /**
   * One rename, so that no process ever sees half a folder; whoever comes second throws his away.
   */
  private static void publish(Path fresh, Path folder) throws IOException {
    try {
      Files.setPosixFilePermissions(
          fresh,
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE,
              PosixFilePermission.GROUP_READ,
              PosixFilePermission.GROUP_EXECUTE,
              PosixFilePermission.OTHERS_READ,
              PosixFilePermission.OTHERS_EXECUTE));
      Files.move(fresh, folder);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      Folders.delete(fresh);
    } catch (FileSystemException e) {
      Folders.delete(fresh);
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }
}
