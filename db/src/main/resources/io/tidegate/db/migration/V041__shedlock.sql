-- ShedLock 7.10.1: who of many nodes does a thing; times are the database's. Of every process.
CREATE TABLE shedlock (
  name       varchar(64) NOT NULL,
  lock_until timestamptz NOT NULL,
  locked_at  timestamptz NOT NULL,
  locked_by  varchar(255) NOT NULL,
  CONSTRAINT shedlock_pk PRIMARY KEY (name)
);

GRANT INSERT, UPDATE, DELETE ON shedlock TO tidegate_scheduler, tidegate_worker;
