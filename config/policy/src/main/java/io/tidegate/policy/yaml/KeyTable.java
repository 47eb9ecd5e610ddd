package io.tidegate.policy.yaml;

import java.util.ArrayList;
import java.util.List;

/** Writes the keys of a section and of all sections in it as tables in Markdown. */
public final class KeyTable {

  private final StringBuilder out = new StringBuilder();

  private KeyTable() {}

  /** The tables, one per section, each under a heading with the path of its keys. */
  public static String of(Section<?> section) {
    KeyTable table = new KeyTable();
    table.section("", section);
    return table.out.toString();
  }

  private record Inner(String path, Section<?> section) {}

  private void section(String path, Section<?> section) {
    if (!path.isEmpty()) {
      out.append("\n#### `").append(path).append("`\n\n");
    }
    out.append("| key | may be | without it | what it says |\n|---|---|---|---|\n");
    List<Inner> inner = new ArrayList<>();
    for (Key<?> key : section.keys()) {
      String at = Paths.member(path, key.name());
      row(key);
      collect(at, key.shape(), inner);
    }
    inner.forEach(next -> section(next.path(), next.section()));
  }

  private void row(Key<?> key) {
    String without =
        switch (key.need()) {
          case REQUIRED -> "an error";
          case DEFAULT -> "`" + key.byDefault() + "`";
          case OPTIONAL -> key.byDefault();
        };
    out.append("| `").append(key.name()).append("` | ");
    out.append(cell(shown(key.shape()))).append(" | ");
    out.append(cell(without)).append(" | ").append(cell(key.about())).append(" |\n");
  }

  /** Sections are shown in tables of their own, so their keys are not listed here again. */
  private static String shown(Shape<?> shape) {
    return switch (shape) {
      case Section<?> section -> "a mapping, see below";
      case Shape.Made<?, ?> made -> shown(made.of());
      case Shape.Either<?> either -> shown(either.first()) + "; or " + shown(either.second());
      case Shape.Items<?> items ->
          "a list of %d to %d, each: %s"
              .formatted(items.least(), items.most(), shown(items.item()));
      case Shape.Entries<?> entries ->
          "a mapping of up to %d; keys: %s; values: %s"
              .formatted(entries.most(), entries.name().allowed(), shown(entries.value()));
      case Scalar<?> scalar -> scalar.allowed();
    };
  }

  private static void collect(String path, Shape<?> shape, List<Inner> inner) {
    switch (shape) {
      case Section<?> section -> inner.add(new Inner(path, section));
      case Shape.Made<?, ?> made -> collect(path, made.of(), inner);
      case Shape.Either<?> either -> {
        collect(path, either.first(), inner);
        collect(path, either.second(), inner);
      }
      case Shape.Items<?> items -> collect(path + "[]", items.item(), inner);
      case Shape.Entries<?> entries -> collect(path + ".*", entries.value(), inner);
      case Scalar<?> scalar -> {}
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
