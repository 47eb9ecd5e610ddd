package io.tidegate.scheduler.institution;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.policy.PolicyFile;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes over what changes in the folder; refuses what is wrong. */
@Component
public class PolicyWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

  private final PolicyFolder folder;
  private final PolicyVersions versions;

  /** Texts by code as this node last took them over. */
  private Map<String, String> taken = Map.of();

  private volatile List<Problem> refused = List.of();

  PolicyWatch(InstitutionSettings settings, PolicyVersions versions, MeterRegistry meters) {
    this.folder = new PolicyFolder(settings.institutionsDir());
    this.versions = versions;
    meters.gauge("tidegate.policies.errors", this, watch -> watch.refused.size());
  }

  /**
   * At the start: all files hold from the minute on, institutions without a file are removed.
   *
   * @throws InvalidInstitutions with every error, if there is one
   */
  public synchronized void takeOver(Instant minute) {
    Reading reading = folder.read();
    if (!reading.isValid()) {
      throw new InvalidInstitutions(folder.toString(), reading.errors());
    }
    warn(reading);
    Map<String, String> texts = texts(reading);
    TreeSet<String> gone = new TreeSet<>(versions.codes());
    gone.removeAll(texts.keySet());
    report(versions.store(reading.files(), gone, minute));
    taken = texts;
  }

  /** Looks at the folder again: what changed in it holds from the minute on, or is refused. */
  public synchronized void look(Instant minute) {
    folder.readIfChanged().ifPresent(reading -> take(reading, minute));
  }

  /** What is wrong in the folder now; empty when all of it holds. */
  public List<Problem> refused() {
    return refused;
  }

  private void take(Reading reading, Instant minute) {
    refused = reading.errors();
    if (!reading.isValid()) {
      LOG.atError()
          .addKeyValue("errors", refused.size())
          .log("change of {} refused, the old policies stay:\n{}", folder, lines(refused));
      return;
    }
    warn(reading);
    Map<String, String> texts = texts(reading);
    List<PolicyFile> changed =
        reading.files().stream()
            .filter(file -> !file.text().equals(taken.get(file.policy().code())))
            .toList();
    List<String> gone =
        taken.keySet().stream().filter(code -> !texts.containsKey(code)).sorted().toList();
    try {
      report(versions.store(changed, gone, minute));
    } catch (RuntimeException e) {
      folder.forget();
      throw e;
    }
    taken = texts;
  }

  private static Map<String, String> texts(Reading reading) {
    Map<String, String> texts = new HashMap<>();
    reading.files().forEach(file -> texts.put(file.policy().code(), file.text()));
    return Map.copyOf(texts);
  }

  private void warn(Reading reading) {
    if (!reading.warnings().isEmpty()) {
      LOG.warn("warnings in {}:\n{}", folder, lines(reading.warnings()));
    }
  }

  private static void report(Map<String, Instant> changed) {
    changed.forEach(
        (code, minute) ->
            LOG.atInfo()
                .addKeyValue("institution", code)
                .addKeyValue("minute", minute)
                .log("policy taken over"));
  }

  private static String lines(List<Problem> problems) {
    List<String> lines = new ArrayList<>();
    problems.forEach(problem -> lines.add("  " + problem));
    return String.join("\n", lines);
  }
}
