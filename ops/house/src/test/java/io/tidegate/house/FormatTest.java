package io.tidegate.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatTest {

  @Test
  void everyJavaSourceLooksTheWayTheFormatterWritesIt() {
    List<Path> sources = Repository.files(".java");
    assertThat(sources).hasSizeGreaterThan(50);
    assertThat(sources.stream().filter(file -> !isFormatted(Repository.text(file))))
        .as("run .build/format --all")
        .isEmpty();
  }

  @Test
  void aSourceThatIsNotFormattedIsFound() {
    assertThat(isFormatted("class Planted {\n  int  two_spaces;\n}\n")).isFalse();
    assertThat(isFormatted("import java.util.List;\n\nclass Planted {}\n")).isFalse();
    assertThat(isFormatted("class Planted {}\n")).isTrue();
  }

  @Test
  void everyKotlinSourceLooksTheWayItsFormatterWritesIt() throws Exception {
    List<Path> sources = Repository.files(".kt");
    assertThat(sources).isNotEmpty();
    for (Path file : sources) {
      assertThat(Repository.text(file))
          .as("%s: run .build/format --all", file)
          .isEqualTo(kotlin(Repository.text(file)));
    }
  }

  @Test
  void aKotlinSourceThatIsNotFormattedIsFound() throws Exception {
    assertThat(kotlin("val  planted = 1\n")).isEqualTo("val planted = 1\n");
  }

  private static String kotlin(String source) throws Exception {
    return com.facebook.ktfmt.format.Formatter.format(
        com.facebook.ktfmt.format.Formatter.GOOGLE_FORMAT, source);
  }

  /** Does what the formatter's command line does, in its order. */
  private static boolean isFormatted(String source) {
    try {
      String imports =
          ImportOrderer.reorderImports(
              RemoveUnusedImports.removeUnusedImports(source), Style.GOOGLE);
      return new Formatter().formatSource(imports).equals(source);
    } catch (FormatterException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
