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
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.sorted().toList()) {
        String name = String.valueOf(path.getFileName());
        if (isPolicyFile(name)) {
          readings.add(readFile(path));
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
    return together(readings);
  }

  /** Reads one file. Never throws. */
  public static Reading readFile(Path path) {
    String name = String.valueOf(path.getFileName());
    Findings findings = new Findings();
    try (InputStream in = Files.newInputStream(path)) {
      Optional<String> text = YamlText.decode(in.readNBytes(YamlText.LARGEST + 1), findings);
      return text.isPresent() ? parse(name, text.get()) : reading(name, findings, Optional.empty());
    } catch (IOException e) {
      return failure(name, e);
    }
  }

  /**
   * Reads a policy from text, such as a stored one. Never throws.
   *
   * @param file name for messages
   */
  public static Reading parse(String file, String text) {
    Findings findings = new Findings();
    Optional<PolicyFile> read =
        YamlText.parse(FILE, text, findings).flatMap(own -> policy(file, text, own, findings));
    return reading(file, findings, read);
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

  /** Puts readings together; a code that several files use makes an error in all but the first. */
  private static Reading together(List<Reading> readings) {
    List<PolicyFile> files = new ArrayList<>();
    List<Problem> errors = new ArrayList<>();
    List<Problem> warnings = new ArrayList<>();
    Map<String, PolicyFile> byCode = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (Reading reading : readings) {
      errors.addAll(reading.errors());
      warnings.addAll(reading.warnings());
      for (PolicyFile file : reading.files()) {
        String code = file.policy().code();
        PolicyFile first = byCode.putIfAbsent(code, file);
        files.add(file);
        if (first != null) {
          twice.add(code);
          errors.add(
              new Problem(
                  file.file(),
                  codeLine(file),
                  "code",
                  code,
                  "a code that no other file has; " + first.file() + " has it too"));
        }
      }
    }
    return new Reading(
        files.stream().filter(file -> !twice.contains(file.policy().code())).toList(),
        errors,
        warnings);
  }

  private static int codeLine(PolicyFile file) {
    return YamlText.parse(FILE, file.text(), new Findings())
        .flatMap(document -> document.get(Keys.CODE.name()))
        .map(Yaml::line)
        .orElse(0);
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
