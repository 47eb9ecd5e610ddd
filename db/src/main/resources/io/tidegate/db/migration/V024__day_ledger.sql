-- What became of an institution's consents on a local day (I3): each term counted by a query of its
-- own when the day was over; carried in + newly eligible = refreshed + failed for good + withdrawn +
-- carried over, or there is an alarm.
CREATE TABLE day_ledger (
  institution_id  integer NOT NULL,
  day             date NOT NULL,
  carried_in      bigint NOT NULL,
  newly_eligible  bigint NOT NULL,
  refreshed       bigint NOT NULL,
  failed_for_good bigint NOT NULL,
  withdrawn       bigint NOT NULL,
  carried_over    bigint NOT NULL,
  difference      bigint NOT NULL GENERATED ALWAYS AS
    (carried_in + newly_eligible - refreshed - failed_for_good - withdrawn - carried_over) STORED,
  calls           bigint NOT NULL,
  closed_at       timestamptz NOT NULL,
  CONSTRAINT day_ledger_pk PRIMARY KEY (institution_id, day),
  CONSTRAINT day_ledger_institution_fk FOREIGN KEY (institution_id) REFERENCES institution (id),
  CONSTRAINT day_ledger_counts_range CHECK (
    carried_in >= 0 AND newly_eligible >= 0 AND refreshed >= 0 AND failed_for_good >= 0
    AND withdrawn >= 0 AND carried_over >= 0 AND calls >= 0)
);

COMMENT ON COLUMN day_ledger.calls IS 'scheduled calls that started on the day';

GRANT INSERT, UPDATE, DELETE ON day_ledger TO tidegate_scheduler;
