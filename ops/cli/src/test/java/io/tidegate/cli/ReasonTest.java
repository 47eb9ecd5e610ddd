package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ReasonTest {
  @Test
  void filesAreNamedInSentences() {
    assertThat(Reason.of(new NoSuchFileException("a"))).isEqualTo("there is no a");
    assertThat(Reason.of(new AccessDeniedException("a"))).isEqualTo("no access to a");
    assertThat(Reason.of(new FileSystemException("a", null, "Read-only file system")))
        .isEqualTo("a: Read-only file system");
  }

  @Test
  void aMessageIsOneLineAndAnUnknownFailureKeepsItsName() {
    assertThat(Reason.of(new IOException(" it broke \n here "))).isEqualTo("it broke here");
    assertThat(Reason.of(new CommandFailure("no"))).isEqualTo("no");
    assertThat(Reason.of(new IllegalStateException("x"))).contains("IllegalStateException: x");
  }
}
