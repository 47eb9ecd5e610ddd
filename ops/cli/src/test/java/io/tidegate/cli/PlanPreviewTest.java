package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlanPreviewTest {

  private static final Path TAXI = Path.of("..", "..", "examples", "traffic");

  private static final String SEE = " (see: tidegate plan preview --help)";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void anInstitution() throws IOException {
    write(
        "institutions/DEMOBANK01.yaml",
        """
        code: DEMOBANK01
        name: Demo & <Bank>
        zone: Asia/Seoul
        windows: ["0030:0530", "2230:0100"]
        cycle: P7D
        quota: [{scope: call, times: 1, per: calendar-week, from: SUNDAY, counts: successes}]
        limits: [{calls: 50, per: second}]
        max-in-flight: 200
        endpoints: [{url: "http://127.0.0.1:9001"}]
        calls: [{name: accounts, get: "/a"}]
        """);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private int preview(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "plan", "preview", "--institutions", folder.resolve("institutions").toString()));
    arguments.addAll(List.of(more));
    return Tidegate.run(
        new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
  }

  @Test
  void aDayIsDrawnWithItsWindowsAndTheAnswerStandsInASentence() {
    int code = preview("--institution", "DEMOBANK01", "--date", "2026-11-22", "--users", "1000000");
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("Demo & <Bank> (DEMOBANK01), Sunday 22 November 2026")
        .contains("░")
        .contains("█")
        .contains("━")
        .contains("all 1,000,000 users fit until Sunday 2026-11-29 00:00 (Asia/Seoul)")
        .contains("batch capacity ", "batch calls  of capacity  busiest minute\n")
        .contains("Capacity is for batch calls alone; users' calls are beside it")
        .doesNotContain("\u001b");
  }

  @Test
  void aSmallInstitutionsRatesAreShownWithDecimalsAndNotAsNothing() {
    assertThat(preview("--institution", "DEMOBANK01", "--date", "2026-11-22", "--users", "1000"))
        .isZero();
    List<String> labels =
        out.toString()
            .lines()
            .filter(line -> line.contains("┤"))
            .map(line -> line.substring(0, line.indexOf('┤')).strip())
            .toList();
    assertThat(labels)
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(label -> label.matches("0\\.\\d+"));
    assertThat(out.toString().lines().filter(line -> line.startsWith("Sun 2026-11-22")))
        .singleElement()
        .asString()
        .matches(".* <1% +0\\.\\d\\d");
  }

  @Test
  void theWeeksDayTargetsAddUpToItsUsers() {
    assertThat(preview("--institution", "DEMOBANK01", "--date", "2026-11-22", "--days", "7"))
        .isZero();
    long sum =
        out.toString()
            .lines()
            .filter(line -> line.matches("[A-Z][a-z]{2} 2026-11-\\d\\d .*"))
            .mapToLong(line -> Long.parseLong(line.substring(14, 27).strip().replace(",", "")))
            .sum();
    assertThat(sum).isEqualTo(100_000);
  }

  @Test
  void whatDoesNotFitIsSaidWithWhatWouldDo() {
    assertThat(preview("--institution", "DEMOBANK01", "--date", "2026-11-22", "--users", "9000000"))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains("of 9,000,000 users do not fit until Sunday 2026-11-29 00:00 (Asia/Seoul).")
        .contains("At this pace the last would have a turn on")
        .contains("What would do: limits of")
        .contains("calls per second instead of 50.")
        .contains("Or: windows that are open")
        .contains("Or: a cycle of");
  }

  @Test
  void realTrafficIsLearnedAndThePictureIsWellFormed() throws Exception {
    Path svg = folder.resolve("week.svg");
    int code =
        preview(
            "--institution", "DEMOBANK01",
            "--date", "2014-11-23",
            "--days", "7",
            "--traffic", TAXI.resolve("nyc_taxi_30min.csv").toString(),
            "--zone", "America/New_York",
            "--holidays", TAXI.resolve("us_holidays_2014_2015.csv").toString(),
            "--svg", svg.toString());
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString()).contains("Traffic: learned from").contains("until 2014-11-22");
    Document picture =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    NodeList texts = picture.getElementsByTagName("text");
    assertThat(texts.item(0).getTextContent()).startsWith("Demo & <Bank> (DEMOBANK01)");
    assertThat(picture.getElementsByTagName("path").getLength()).isEqualTo(3);
    assertThat(Files.readString(svg)).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void aPictureThatCannotBeWrittenIsRefusedBeforeAnythingIsDrawn() {
    Path missing = folder.resolve("a folder that is not there");
    String[] day = {"--institution", "DEMOBANK01", "--date", "2026-11-22", "--svg"};
    assertThat(preview(with(day, missing.resolve("week.svg").toString()))).isEqualTo(2);
    assertThat(preview(with(day, folder.toString()))).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "tidegate: --svg: there is no folder " + missing + SEE,
            "tidegate: --svg must be a file, but " + folder + " is a folder" + SEE);
    assertThat(missing).doesNotExist();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void moreUsersThanThereArePeopleAreRefusedBeforeAnythingIsDrawn() {
    String[] day = {"--institution", "DEMOBANK01", "--date", "2026-11-22", "--users"};
    assertThat(preview(with(day, "99999999999"))).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("tidegate: --users must be 0 to 10000000000, but is 99999999999" + SEE + "\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void asManyUsersAsAreAllowedAreDrawn() {
    String[] day = {"--institution", "DEMOBANK01", "--date", "2026-11-22", "--users"};
    assertThat(preview(with(day, "10000000000"))).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString().lines().filter(line -> line.contains("┤"))).hasSize(2);
  }

  @Test
  void labelsOfAPictureDoNotOverlapHoweverManyDaysItHas() throws Exception {
    for (int days : new int[] {1, 2, 7, 14, 31, 62}) {
      Path svg = folder.resolve(days + ".svg");
      preview(
          "--institution", "DEMOBANK01",
          "--date", "2026-11-22",
          "--days", String.valueOf(days),
          "--users", "700000",
          "--svg", svg.toString());
      NodeList texts =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(svg.toFile())
              .getElementsByTagName("text");
      Map<String, Double> ends = new HashMap<>();
      for (int i = 0; i < texts.getLength(); i++) {
        Element text = (Element) texts.item(i);
        if (text.getAttribute("text-anchor").equals("middle") && text.hasAttribute("x")) {
          double half = text.getTextContent().length() * 6.9 / 2;
          double middle = Double.parseDouble(text.getAttribute("x"));
          Double before =
              ends.put(text.getAttribute("class") + text.getAttribute("y"), middle + half);
          assertThat(before == null || before < middle - half)
              .as("%d days: %s", days, text.getTextContent())
              .isTrue();
        }
      }
    }
    assertThat(folder.resolve("14.svg")).content().contains("users planned a day", "Sun 22 Nov");
  }

  private static String[] with(String[] arguments, String last) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }

  @Test
  void everyBadRowOfATrafficFileIsNamedAtOnce() throws IOException {
    Path csv =
        write(
            "traffic.csv",
            """
            timestamp,count
            2026-11-01 00:00,10
            2026-11-01 00:30,-5
            yesterday,7
            2026-11-01 01:00,1,2
            2026-11-01 00:00,10
            """);
    int code =
        preview("--institution", "DEMOBANK01", "--date", "2026-11-22", "--traffic", csv.toString());
    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines())
        .anyMatch(line -> line.contains("line 3, count: found -5, allowed a number of 0 or more"))
        .anyMatch(line -> line.contains("line 4, timestamp: found yesterday"))
        .anyMatch(line -> line.contains("line 5: found 3 fields, allowed two fields"))
        .anyMatch(line -> line.contains("line 6, timestamp: found 2026-10-31T15:00:00Z again"))
        .anyMatch(line -> line.contains("has 4 bad rows"));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void wrongUseIsOneLineAndExitCodeTwo() {
    assertThat(preview("--institution", "OTHER", "--date", "2026-11-22")).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("no institution OTHER in")
        .contains("there is only DEMOBANK01");
    assertThat(preview("--institution", "DEMOBANK01", "--date", "tomorrow")).isEqualTo(2);
    assertThat(preview("--institution", "DEMOBANK01", "--date", "2026-11-22", "--days", "0"))
        .isEqualTo(2);
    assertThat(preview("--institution", "DEMOBANK01", "--date", "2026-11-22", "--users", "-1"))
        .isEqualTo(2);
    assertThat(
            preview("--institution", "DEMOBANK01", "--date", "2026-11-22", "--traffic", "nowhere"))
        .isEqualTo(2);
  }

  @Test
  void errorsOfThePolicyAreListed() throws IOException {
    write("institutions/DEMOBANK01.yaml", "code: DEMOBANK01\nname: x\nnonsense: 1\n");
    assertThat(preview("--institution", "DEMOBANK01", "--date", "2026-11-22")).isEqualTo(2);
    assertThat(err.toString()).contains("nonsense").contains("DEMOBANK01.yaml");
  }

  @Test
  void theChartFitsAnyWidthAndColoursAreForTerminalsOnly() {
    PlanPicture picture = DemoPicture.ofADay();
    for (int width : new int[] {60, 80, 133, 160}) {
      StringWriter plain = new StringWriter();
      new TerminalChart(new PrintWriter(plain), width, false).draw(picture);
      assertThat(plain.toString().lines().filter(line -> line.contains("┤") || line.contains("│")))
          .hasSize(14)
          .allMatch(line -> line.length() <= width);
    }
    StringWriter coloured = new StringWriter();
    new TerminalChart(new PrintWriter(coloured), 80, true).draw(picture);
    assertThat(coloured.toString()).contains("\u001b[34m").contains("\u001b[33m");
  }
}
