package io.tidegate.scheduler.institution;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyFile;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Institutions and the versions of their policies, as they are stored. */
@Component
class PolicyVersions {
  /** A stored text that is not needed yet or already known may be left out. */
  record Stored(int institutionId, String code, int version) {}

  private final JdbcClient sql;

  PolicyVersions(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * Takes over files and removals, each from the given minute on; a file whose text is the newest
   * version already changes nothing. Where a minute is planned already, its plan goes by the
   * version before, and the file holds, or the institution is gone, from the minute after it.
   *
   * @return from when on each code that changed holds, or is gone
   */
  @Transactional
  public Map<String, Instant> store(
      Collection<PolicyFile> files, Collection<String> removed, Instant minute) {
    // One scheduler at a time: the same change is found by all of them in the same second.
    sql.sql("SELECT pg_advisory_xact_lock(hashtext('tidegate.policy_version'))")
        .query((row, n) -> n)
        .list();
    Map<String, Integer> known = upsertInstitutions(files);
    Map<String, Instant> changed = new TreeMap<>();
    for (PolicyFile file : files) {
      String code = file.policy().code();
      insert(known.getOrDefault(code, 0), file, minute).ifPresent(from -> changed.put(code, from));
    }
    for (String code : removed) {
      remove(code, minute).ifPresent(from -> changed.put(code, from));
    }
    return changed;
  }

  /** Codes of all institutions that are not removed. */
  Set<String> codes() {
    return Set.copyOf(
        sql.sql("SELECT code FROM institution WHERE removed_at IS NULL")
            .query(String.class)
            .list());
  }

  /** The newest version of each institution that holds in the minute. */
  List<Stored> inForce(Instant minute) {
    return sql.sql(
            """
            SELECT i.id, i.code, v.version
              FROM institution i
             CROSS JOIN LATERAL (
                   SELECT max(version) AS version
                     FROM policy_version v
                    WHERE v.institution_id = i.id AND v.effective_from <= :minute) v
             WHERE v.version IS NOT NULL AND (i.removed_at IS NULL OR i.removed_at > :minute)
             ORDER BY i.id
            """)
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .query((row, n) -> new Stored(row.getInt(1), row.getString(2), row.getInt(3)))
        .list();
  }

  /** The text of one version. */
  String text(int institutionId, int version) {
    return sql.sql(
            """
            SELECT source FROM policy_version
             WHERE institution_id = :institution AND version = :version
            """)
        .param("institution", institutionId)
        .param("version", version)
        .query(String.class)
        .single();
  }

  private Map<String, Integer> upsertInstitutions(Collection<PolicyFile> files) {
    List<Policy> policies = files.stream().map(PolicyFile::policy).toList();
    return sql
        .sql(
            """
            INSERT INTO institution (code, name, zone)
            SELECT * FROM unnest(:codes::text[], :names::text[], :zones::text[])
            ON CONFLICT (code) DO UPDATE
               SET name = excluded.name, zone = excluded.zone, removed_at = NULL
            RETURNING code, id
            """)
        .param("codes", policies.stream().map(Policy::code).toArray(String[]::new))
        .param("names", policies.stream().map(Policy::name).toArray(String[]::new))
        .param("zones", policies.stream().map(p -> p.zone().getId()).toArray(String[]::new))
        .query((row, n) -> Map.entry(row.getString(1), row.getInt(2)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** From when on it holds; nothing if it does already. */
  private Optional<Instant> insert(int id, PolicyFile file, Instant minute) {
    sql.sql(
            """
            INSERT INTO institution_state (institution_id, version) VALUES (:institution, 1)
            ON CONFLICT DO NOTHING
            """)
        .param("institution", id)
        .update();
    return sql.sql(
            """
            INSERT INTO policy_version (institution_id, version, source, effective_from)
            SELECT :institution, coalesce(newest.version, 0) + 1, :source,
                   greatest(:minute, newest.effective_from, planned.until)
              FROM (SELECT max(minute) + interval '1 minute' AS until
                      FROM minute_plan WHERE institution_id = :institution) planned
              LEFT JOIN (
                   SELECT version, source, effective_from FROM policy_version
                    WHERE institution_id = :institution
                    ORDER BY version DESC LIMIT 1) newest ON true
             WHERE newest.source IS DISTINCT FROM :source
            RETURNING effective_from
            """)
        .param("institution", id)
        .param("source", file.text())
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  /** From when on it is gone; nothing if it is already. */
  private Optional<Instant> remove(String code, Instant minute) {
    return sql.sql(
            """
            UPDATE institution
               SET removed_at = greatest(:minute, (
                     SELECT max(minute) + interval '1 minute'
                       FROM minute_plan WHERE institution_id = institution.id))
             WHERE code = :code AND removed_at IS NULL
            RETURNING removed_at
            """)
        .param("code", code)
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }
}
