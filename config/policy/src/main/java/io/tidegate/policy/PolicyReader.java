package io.tidegate.policy;

import io.tidegate.policy.yaml.Finding;
import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Key;
import io.tidegate.policy.yaml.Merge;
import io.tidegate.policy.yaml.Setting;
import io.tidegate.policy.yaml.Yaml;
import io.tidegate.policy.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads policy files and tells everything that is wrong with them at once. */
public final class PolicyReader {

  private static final String FILE = "file";

  private PolicyReader() {}

  /**
   * Reads all files of a directory whose names end with {@code .yaml} or {@code .yml}, in the order
   * of their names; not those of folders in it. Never throws: what cannot be read is an error too.
   */
  public static Reading read(Path directory) {
    if (!Files.isDirectory(directory)) {
      Problem none =
          new Problem(directory.toString(), 0, "", "no directory", "a directory with policy files");
      return new Reading(List.of(), List.of(none), List.of());
    }
    List<Reading> readings = new ArrayList<>();
    Map<String, String> firstOfCode = new HashMap<>();
    Set<String> twice = new HashSet<>();
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.sorted().toList()) {
        String name = String.valueOf(path.getFileName());
        if (isPolicyFile(name)) {
          readings.add(one(path).unlike(firstOfCode, twice));
        } else if (Files.isRegularFile(path) && looksLikePolicyFile(name)) {
          readings.add(warning(name, "a file that is not read", "a name that ends with .yaml"));
        }
      }
    } catch (IOException e) {
      return failure(directory.toString(), e);
    }
    if (readings.isEmpty()) {
      readings.add(warning(directory.toString(), "no policy file", "files that end with .yaml"));
    }
    return together(readings, twice);
  }

  /** Reads one file. Never throws. */
  public static Reading readFile(Path path) {
    return one(path).reading();
  }

  private static OneFile one(Path path) {
    String name = String.valueOf(path.getFileName());
    Findings findings = new Findings();
    try (InputStream in = Files.newInputStream(path)) {
      Optional<String> text = YamlText.decode(in.readNBytes(YamlText.LARGEST + 1), findings);
      return text.isPresent()
          ? one(name, text.get())
          : new OneFile(name, reading(name, findings, Optional.empty()), Optional.empty());
    } catch (IOException e) {
      return new OneFile(name, failure(name, e), Optional.empty());
    }
  }

  /**
   * Reads a policy from text, such as a stored one. Never throws.
   *
   * @param file name for messages
   */
  public static Reading parse(String file, String text) {
    return one(file, text).reading();
  }

  private static OneFile one(String file, String text) {
    Findings findings = new Findings();
    Optional<Yaml.Mapping> own = YamlText.parse(FILE, text, findings);
    Optional<PolicyFile> read = own.flatMap(all -> policy(file, text, all, findings));
    Optional<Yaml.Scalar> code =
        own.flatMap(all -> all.get(Keys.CODE.name()))
            .filter(Yaml.Scalar.class::isInstance)
            .map(Yaml.Scalar.class::cast)
            .filter(said -> Keys.CODE_SHAPE.parser().apply(said.text()) != null);
    return new OneFile(file, reading(file, findings, read), code);
  }

  /** What came of one file, and the code that it says, right or wrong as the rest of it may be. */
  private record OneFile(String file, Reading reading, Optional<Yaml.Scalar> code) {
    /**
     * Its reading, with an error when an earlier file has its code.
     *
     * @param firstOfCode the first file of each code so far; grows
     * @param twice codes of more than one file so far; grows
     */
    Reading unlike(Map<String, String> firstOfCode, Set<String> twice) {
      String first = code.map(said -> firstOfCode.putIfAbsent(said.text(), file)).orElse(null);
      if (code.isEmpty() || first == null) {
        return reading;
      }
      Yaml.Scalar again = code.get();
      twice.add(again.text());
      Problem problem =
          new Problem(
              file,
              again.line(),
              Keys.CODE.name(),
              again.text(),
              "a code that no other file has; " + first + " has it too");
      List<Problem> errors =
          Stream.concat(Stream.of(problem), reading.errors().stream())
              .sorted(Comparator.comparingInt(Problem::line))
              .toList();
      return new Reading(reading.files(), errors, reading.warnings());
    }
  }

  private static Optional<PolicyFile> policy(
      String file, String text, Yaml.Mapping own, Findings findings) {
    Yaml named = own.get(Keys.PRESET.name()).orElse(null);
    Presets.Preset preset =
        named instanceof Yaml.Scalar name ? Presets.find(name.text()).orElse(null) : null;
    Yaml.Mapping all = own;
    if (named != null && preset != null) {
      Yaml.Origin origin = new Yaml.Origin(preset.values().origin().source(), named.line());
      Yaml.Mapping below = (Yaml.Mapping) Merge.at(preset.values(), origin);
      all = Merge.over(below, own, Keys.POLICY);
    }
    Findings found = new Findings();
    Policy policy = Keys.POLICY.read(all, "", found);
    boolean unknownPreset = named != null && preset == null;
    Set<String> aliases = findings.errors().stream().map(Finding::key).collect(Collectors.toSet());
    found.errors().stream()
        .filter(e -> !(e.found().equals("nothing") && aliases.contains(e.key())))
        .filter(e -> !isMissing(e, own) || !(unknownPreset || isLeftOpen(e.key(), preset)))
        .forEach(e -> findings.error(e.line(), e.key(), e.found(), e.allowed()));
    requireWhatIsLeftOpen(own, preset, findings);
    found.warnings().forEach(w -> findings.warning(w.line(), w.key(), w.found(), w.allowed()));
    return policy == null || findings.hasErrors()
        ? Optional.empty()
        : Optional.of(new PolicyFile(file, text, policy, Setting.of(all, Keys.POLICY)));
  }

  /** Whether a key of the first level is not written at all. */
  private static boolean isMissing(Finding error, Yaml.Mapping own) {
    return error.found().equals("nothing")
        && own.get(error.key()).isEmpty()
        && Keys.POLICY.keys().stream().<String>map(Key::name).anyMatch(error.key()::equals);
  }

  private static boolean isLeftOpen(String key, Presets.@Nullable Preset preset) {
    return preset != null && preset.mustSet().containsKey(key);
  }

  /** What a regime leaves to each institution has no default, whatever the table says. */
  private static void requireWhatIsLeftOpen(
      Yaml.Mapping own, Presets.@Nullable Preset preset, Findings findings) {
    for (Key<?> key : Keys.POLICY.keys()) {
      if (isLeftOpen(key.name(), preset) && own.get(key.name()).isEmpty()) {
        findings.error(
            own.line(),
            key.name(),
            "nothing",
            key.shape().allowed() + "; the preset leaves it to you: " + reason(key, preset));
      }
    }
  }

  private static @Nullable String reason(Key<?> key, Presets.@Nullable Preset preset) {
    return preset == null ? null : preset.mustSet().get(key.name());
  }

  private static Reading reading(String file, Findings findings, Optional<PolicyFile> read) {
    return new Reading(
        read.stream().toList(),
        problems(file, findings.errors()),
        problems(file, findings.warnings()));
  }

  /** In the order of the file's lines; those of one line as they were found. */
  private static List<Problem> problems(String file, List<Finding> findings) {
    return findings.stream()
        .sorted(Comparator.comparingInt(Finding::line))
        .map(f -> new Problem(file, f.line(), f.key(), f.found(), f.allowed()))
        .toList();
  }

  /** Puts readings together, without the policies of codes that several files have. */
  private static Reading together(List<Reading> readings, Set<String> twice) {
    return new Reading(
        readings.stream()
            .flatMap(reading -> reading.files().stream())
            .filter(file -> !twice.contains(file.policy().code()))
            .toList(),
        readings.stream().flatMap(reading -> reading.errors().stream()).toList(),
        readings.stream().flatMap(reading -> reading.warnings().stream()).toList());
  }

  private static boolean isPolicyFile(String name) {
    return (name.endsWith(".yaml") || name.endsWith(".yml")) && !name.startsWith(".");
  }

  private static boolean looksLikePolicyFile(String name) {
    return !name.startsWith(".") && !name.endsWith("~") && !name.endsWith(".md");
  }

  private static Reading warning(String file, String found, String allowed) {
    return new Reading(List.of(), List.of(), List.of(new Problem(file, 0, "", found, allowed)));
  }

  private static Reading failure(String file, IOException e) {
    String why = e.getClass().getSimpleName();
    return new Reading(
        List.of(),
        List.of(
            new Problem(
                file,
                0,
                "",
                "a file that cannot be read (" + why + ")",
                "a file that this process may read")),
        List.of());
  }
}
