package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are wrong before they are YAML, and folders. */
class WrongBytesTest {

  private static final String RIGHT =
      """
      code: BANK01
      zone: Asia/Seoul
      limits: [{calls: 1000, per: second}]
      endpoints: ["https://api.bank.example"]
      calls: [{name: accounts, get: /accounts}]
      """;

  @TempDir Path folder;

  @Test
  void utf16IsNamed() throws IOException {
    assertThat(errors(RIGHT.getBytes(StandardCharsets.UTF_16)))
        .isEqualTo("x.yaml:1: found UTF-16 (byte order mark); allowed: a file in UTF-8");
  }

  @Test
  void latin1IsFoundAtItsLine() throws IOException {
    assertThat(errors((RIGHT + "name: Cr\u00e9dit\n").getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo("x.yaml:6: found byte 0xe9, which is no UTF-8; allowed: a file in UTF-8");
  }

  @Test
  void koreanLegacyEncodingIsFound() throws IOException {
    byte[] eucKr = {(byte) 'n', ':', ' ', (byte) 0xC0, (byte) 0xBA, (byte) 0xC7, (byte) 0xE0};
    assertThat(errors(eucKr))
        .isEqualTo("x.yaml:1: found byte 0xc0, which is no UTF-8; allowed: a file in UTF-8");
  }

  @Test
  void utf8WithByteOrderMarkAndCarriageReturnsIsRead() throws IOException {
    assertThat(errors(("\uFEFF" + RIGHT.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
  }

  @Test
  void aZeroByteIsFoundAtItsLine() throws IOException {
    assertThat(errors("code: BANK01\nname: a\0b\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("x.yaml:2: found the character U+0000; allowed: printable characters");
  }

  @Test
  void tenMegabytesAreNotEvenRead() throws IOException {
    byte[] large = new byte[10_000_000];
    Arrays.fill(large, (byte) '#');
    assertThat(errors(large))
        .isEqualTo("x.yaml: found more than 1048576 bytes; allowed: at most 1048576 bytes");
  }

  @Test
  void anEmptyFileIsNoPolicy() throws IOException {
    assertThat(errors(new byte[0]))
        .isEqualTo("x.yaml: found nothing; allowed: a mapping of keys, such as code: DEMOBANK01");
  }

  @Test
  void bracketsWithoutEndAreStoppedEarly() throws IOException {
    assertThat(errors(("windows: " + "[".repeat(500_000)).getBytes(StandardCharsets.UTF_8)))
        .startsWith("x.yaml:1: windows[0][0]")
        .endsWith("found more than 16 lists and mappings in one another; allowed: less nesting");
  }

  @Test
  void keysWithoutEndAreStoppedEarly() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      many.append('k').append(i).append(": 1\n");
    }
    assertThat(errors(many.toString().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("x.yaml:10000: k9999: found more than 20000 values; allowed: fewer values");
  }

  @Test
  void aBombOfAliasesIsRefusedWithoutGrowing() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }
    Reading reading = read(bomb.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(reading.files()).isEmpty();
    assertThat(reading.errors()).filteredOn(e -> e.found().startsWith("the alias")).hasSize(290);
  }

  @Test
  void aCodeInTwoFilesIsAnErrorAndNeitherHolds() throws IOException {
    write("a.yaml", RIGHT);
    write("b.yml", "# another\n" + RIGHT);
    write("c.yaml", RIGHT.replace("BANK01", "BANK02"));
    Reading reading = PolicyReader.read(folder);
    assertThat(reading.errors())
        .extracting(Problem::toString)
        .containsExactly(
            "b.yml:2: code: found BANK01; allowed: a code that no other file has; a.yaml has it"
                + " too");
    assertThat(reading.files()).extracting(PolicyFile::file).containsExactly("c.yaml");
  }

  @Test
  void theErrorsOfAllFilesComeAtOnce() throws IOException {
    write("a.yaml", RIGHT + "lanes: 0\n");
    write("b.yaml", RIGHT + "colour: red\nbodies: 7\n");
    write("c.yaml", "code: [");
    write("d.yaml", RIGHT);
    assertThat(PolicyReader.read(folder).errors())
        .extracting(problem -> problem.file() + ":" + problem.line() + " " + problem.key())
        .containsExactly(
            "a.yaml:6 lanes",
            "b.yaml:1 code",
            "b.yaml:6 colour",
            "b.yaml:7 bodies",
            "c.yaml:1 ",
            "d.yaml:1 code");
  }

  @Test
  void aFileByAnotherNameIsAWarning() throws IOException {
    write("a.yaml", RIGHT);
    write("b.yaml.txt", RIGHT);
    write(".a.yaml.swp", "x");
    write("README.md", "x");
    Reading reading = PolicyReader.read(folder);
    assertThat(reading.errors()).isEmpty();
    assertThat(reading.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "b.yaml.txt: found a file that is not read; allowed: a name that ends with .yaml");
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThat(PolicyReader.read(folder.resolve("none")).errors())
        .extracting(Problem::found)
        .containsExactly("no directory");
  }

  @Test
  void anEmptyFolderIsAWarning() {
    assertThat(PolicyReader.read(folder).errors()).isEmpty();
    assertThat(PolicyReader.read(folder).warnings())
        .extracting(Problem::found)
        .containsExactly("no policy file");
  }

  @Test
  void aFolderNamedLikeAFileIsAnError() throws IOException {
    Files.createDirectory(folder.resolve("bank.yaml"));
    assertThat(PolicyReader.read(folder).errors())
        .extracting(Problem::file)
        .containsExactly("bank.yaml");
  }

  private String errors(byte[] bytes) throws IOException {
    return String.join("\n", read(bytes).errors().stream().map(Problem::toString).toList());
  }

  private Reading read(byte[] bytes) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.write(file, bytes);
    return PolicyReader.readFile(file);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
