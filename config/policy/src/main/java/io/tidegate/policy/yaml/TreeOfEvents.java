package io.tidegate.policy.yaml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/** Builds nodes from a parser's events and counts them, so that no document eats the memory. */
final class TreeOfEvents {

  private final String source;
  private final Iterator<Event> events;
  private final Findings findings;
  private int nodes;

  TreeOfEvents(String source, Iterator<Event> events, Findings findings) {
    this.source = source;
    this.events = events;
    this.findings = findings;
  }

  Yaml node(NodeEvent event) {
    return node(event, "", 0);
  }

  private Yaml node(Event event, String path, int depth) {
    int line = YamlText.line(event);
    if (++nodes > YamlText.MOST_NODES) {
      stop(line, path, "more than " + YamlText.MOST_NODES + " values", "fewer values");
    }
    if (depth > YamlText.DEEPEST) {
      stop(
          line,
          shortened(path),
          "more than " + YamlText.DEEPEST + " lists and mappings in one another",
          "less nesting");
    }
    if (event instanceof NodeEvent named) {
      YamlText.refuseNamesAndTags(named, path, findings);
    }
    Yaml.Origin origin = new Yaml.Origin(source, line);
    return switch (event) {
      case ScalarEvent scalar -> new Yaml.Scalar(origin, scalar.getValue(), scalar.isPlain());
      case SequenceStartEvent start -> new Yaml.Listing(origin, items(path, depth));
      case MappingStartEvent start -> new Yaml.Mapping(origin, entries(path, depth));
      default -> new Yaml.Scalar(origin, "", true); // an alias, refused above
    };
  }

  private List<Yaml> items(String path, int depth) {
    List<Yaml> items = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      items.add(node(event, path + "[" + items.size() + "]", depth + 1));
    }
    return items;
  }

  private Map<String, Yaml.Entry> entries(String path, int depth) {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      int line = YamlText.line(event);
      Yaml key = node(event, path, depth + 1);
      if (key instanceof Yaml.Scalar name) {
        String at = Paths.member(path, name.text());
        Yaml value = node(events.next(), at, depth + 1);
        Yaml.Entry before = entries.putIfAbsent(name.text(), new Yaml.Entry(line, value));
        if (before != null) {
          findings.error(
              line, at, "the key again", "once; it stands at line " + before.line() + " too");
        }
      } else {
        findings.error(line, path, key.shown() + " as a key", "a name");
        node(events.next(), path, depth + 1);
      }
    }
    return entries;
  }

  private void stop(int line, String path, String found, String allowed) {
    findings.error(line, path, found, allowed);
    throw new YamlText.StopReading();
  }

  private static String shortened(String path) {
    return path.length() <= 60 ? path : path.substring(0, 60) + "…";
  }
}
