package io.tidegate.scheduler.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.institution.Institutions;
import io.tidegate.scheduler.tally.CallStatistics;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts days, closes those that are over, and sounds the alarm when they do not add up. */
@Component
class DayClose {
  private static final Logger LOG = LoggerFactory.getLogger(DayClose.class);

  private final JdbcClient sql;
  private final Institutions institutions;
  private final CallStatistics statistics;
  private final DayLedgers ledgers;
  private final LedgerSettings settings;
  private final TransactionTemplate oneSnapshot;
  private final MultiGauge differences;

  DayClose(
      JdbcClient sql,
      Institutions institutions,
      CallStatistics statistics,
      DayLedgers ledgers,
      LedgerSettings settings,
      PlatformTransactionManager transactions,
      MeterRegistry meters) {
    this.sql = sql;
    this.institutions = institutions;
    this.statistics = statistics;
    this.ledgers = ledgers;
    this.settings = settings;
    this.oneSnapshot = new TransactionTemplate(transactions);
    this.oneSnapshot.setReadOnly(true);
    this.oneSnapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.differences = MultiGauge.builder("tidegate.ledger.difference").register(meters);
  }

  /** Closes every institution's yesterday that is over long enough and not closed yet. */
  void closeWhatIsOver(Instant now) {
    List<Institution> inForce = institutions.inForce(now.truncatedTo(ChronoUnit.MINUTES));
    Map<Integer, LocalDate> days = new HashMap<>();
    for (Institution institution : inForce) {
      LocalDate today = now.atZone(institution.zone()).toLocalDate();
      Instant over = today.atStartOfDay(institution.zone()).toInstant();
      if (!now.isBefore(over.plus(settings.settledAfter()))
          && now.isBefore(over.plus(settings.latest()))) {
        days.put(institution.id(), today.minusDays(1));
      }
    }
    Set<Integer> closed = ledgers.closed(days);
    for (Institution institution : inForce) {
      LocalDate day = days.get(institution.id());
      if (day != null && !closed.contains(institution.id())) {
        close(institution, day, now);
      }
    }
    report();
  }

  /** What became of an institution's consents since its local day began. */
  Optional<DayLedger> soFar(String code, Instant now) {
    return institutions
        .inForce(now.truncatedTo(ChronoUnit.MINUTES), code)
        .map(
            institution -> {
              LocalDate today = now.atZone(institution.zone()).toLocalDate();
              return count(institution, today, now, Optional.empty());
            });
  }

  private void close(Institution institution, LocalDate day, Instant now) {
    Instant until = day.plusDays(1).atStartOfDay(institution.zone()).toInstant();
    Optional<Long> before =
        ledgers.carriedOver(institution.id(), day.minusDays(1), institution.policyVersion());
    DayLedger ledger = count(institution, day, until, before);
    ledgers.put(institution.id(), institution.policyVersion(), ledger, now);
    if (ledger.difference() != 0) {
      LOG.atError()
          .addKeyValue("institution", institution.code())
          .addKeyValue("day", day)
          .addKeyValue("difference", ledger.difference())
          .log("day ledger does not add up: {}", ledger);
    }
  }

  private DayLedger count(
      Institution institution, LocalDate day, Instant until, Optional<Long> carriedIn) {
    Instant from = day.atStartOfDay(institution.zone()).toInstant();
    LedgerTerms terms = new LedgerTerms(sql, institution.id(), institution.policy(), from, until);
    long calls =
        statistics.minutes(institution.id(), from, until).stream()
            .mapToLong(CallStatistics.Minute::calls)
            .sum();
    DayLedger counted =
        oneSnapshot.execute(
            status ->
                new DayLedger(
                    institution.code(),
                    day,
                    carriedIn.orElseGet(terms::carriedIn),
                    terms.newlyEligible(),
                    terms.refreshed(),
                    terms.failedForGood(),
                    terms.withdrawn(),
                    terms.carriedOver(),
                    calls));
    return java.util.Objects.requireNonNull(counted, "a transaction without a result");
  }

  private void report() {
    differences.register(
        ledgers.differences().entrySet().stream()
            .<MultiGauge.Row<?>>map(
                entry ->
                    MultiGauge.Row.of(Tags.of("institution", entry.getKey()), entry.getValue()))
            .toList(),
        true);
  }
}
