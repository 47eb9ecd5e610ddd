package io.tidegate.cli;

import io.tidegate.embedded.StartFailed;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Why something failed, in one sentence for the person who typed it; with a log's lines below. */
final class Reason {
  private Reason() {}

  static String of(Throwable failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "no access to " + denied.getFile();
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case FileAlreadyExistsException there -> there.getFile() + " is there, but is no folder";
      case NotDirectoryException file -> file.getFile() + " is no folder";
      case FileSystemException other -> other.getFile() + ": " + oneLine(other.getReason());
      case StartFailed part -> String.valueOf(part.getMessage()); // in lines, as its log has them
      case CommandFailure known -> oneLine(known.getMessage());
      case IOException broken when broken.getMessage() != null -> oneLine(broken.getMessage());
      default -> oneLine(failure.toString());
    };
  }

  static String oneLine(@Nullable String text) {
    return text == null ? "no reason given" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
