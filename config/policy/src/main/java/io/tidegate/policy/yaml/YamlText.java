package io.tidegate.policy.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Makes a tree from the text of one document, as long as it is sane. */
public final class YamlText {

  /** Bytes of the largest document. */
  public static final int LARGEST = 1 << 20;

  /** Lists and mappings in one another. */
  static final int DEEPEST = 16;

  /** Keys, values, lists and mappings in all. */
  static final int MOST_NODES = 20_000;

  private static final String BROKEN =
      "YAML 1.2, with values in quotes that have braces, brackets, # or a colon and a blank";

  private YamlText() {}

  /**
   * The text of a file's bytes; empty, with a finding, if they are too many or no UTF-8.
   *
   * @param bytes at most {@link #LARGEST} + 1 of them need be read
   */
  public static Optional<String> decode(byte[] bytes, Findings findings) {
    if (bytes.length > LARGEST) {
      findings.error(0, "", "more than " + LARGEST + " bytes", "at most " + LARGEST + " bytes");
      return Optional.empty();
    }
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      findings.error(1, "", "UTF-16 (byte order mark)", "a file in UTF-8");
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      int at = in.position();
      int line = 1;
      for (int i = 0; i < at; i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      findings.error(
          line, "", "byte 0x%02x, which is no UTF-8".formatted(bytes[at]), "a file in UTF-8");
      return Optional.empty();
    }
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length > 1 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
  }

  /** The mapping that the document is; empty, with findings, if it is none. */
  public static Optional<Yaml.Mapping> parse(String source, String text, Findings findings) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(LARGEST + 1).build();
    try {
      ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
      Optional<Yaml> document = document(source, events, findings);
      if (document.isPresent() && !(document.get() instanceof Yaml.Mapping)) {
        findings.error(document.get(), "", "a mapping of keys, such as code: DEMOBANK01");
      }
      return document.filter(Yaml.Mapping.class::isInstance).map(Yaml.Mapping.class::cast);
    } catch (StopReading stop) {
      return Optional.empty();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(0);
      findings.error(line, "", "broken YAML (" + Shown.sentence(e.getProblem()) + ")", BROKEN);
    } catch (ReaderException e) {
      findings.error(
          lineOf(text, e.getPosition()),
          "",
          "the character U+%04X".formatted(e.getCodePoint()),
          "printable characters");
    } catch (YamlEngineException | NoSuchElementException e) {
      findings.error(
          0, "", "broken YAML (" + Shown.sentence(String.valueOf(e.getMessage())) + ")", BROKEN);
    }
    return Optional.empty();
  }

  private static int lineOf(String text, int position) {
    int end = Math.min(Math.max(position, 0), text.length());
    return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
  }

  private static Optional<Yaml> document(String source, Iterator<Event> events, Findings findings) {
    Optional<Yaml> document = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent && document.isPresent()) {
        findings.error(line(event), "", "a second document", "one document per file");
        throw new StopReading();
      }
      if (event instanceof NodeEvent node) {
        document = Optional.of(new TreeOfEvents(source, events, findings).node(node));
      }
    }
    if (document.isEmpty()) {
      findings.error(0, "", "nothing", "a mapping of keys, such as code: DEMOBANK01");
    }
    return document;
  }

  static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }

  /** Reading has no sense any more; what was found says why. */
  static final class StopReading extends RuntimeException {
    StopReading() {
      super(null, null, false, false);
    }
  }

  /** Whether a node is named or typed: settings need neither, and aliases make bombs. */
  static void refuseNamesAndTags(NodeEvent event, String path, Findings findings) {
    if (event instanceof AliasEvent alias) {
      findings.error(line(event), path, "the alias *" + alias.getAlias(), "the value itself");
    } else {
      event
          .getAnchor()
          .ifPresent(
              anchor ->
                  findings.error(
                      line(event), path, "the anchor &" + anchor, "a value without a name"));
    }
    tag(event)
        .ifPresent(
            tag -> findings.error(line(event), path, "the tag " + tag, "a value without a tag"));
  }

  private static Optional<String> tag(NodeEvent event) {
    return switch (event) {
      case ScalarEvent scalar -> scalar.getTag();
      case CollectionStartEvent collection -> collection.getTag();
      default -> Optional.empty();
    };
  }
}
