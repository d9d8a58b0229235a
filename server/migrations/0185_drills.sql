-- Recovery drills: which set was restored, how far it has come, what came of it. A work list; the report's hash stands in the log.
CREATE SCHEMA drills;

CREATE TABLE drills.drill (
  drill uuid PRIMARY KEY,
  set uuid,
  chosen text NOT NULL CHECK (chosen IN ('newest', 'random', 'named')),
  asked_by text NOT NULL,
  started_at timestamptz NOT NULL,
  step text NOT NULL DEFAULT 'waiting',
  done bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  ended_at timestamptz,
  outcome text CHECK (outcome IN ('passed', 'failed', 'cut-off')),
  -- Code of a refusal or fault.
  failure text,
  recovery_seconds int,
  lost_seconds int,
  -- Canonical JSON, exactly as its hash stands in the log; none where it was cut off.
  statement text,
  entry uuid,
  CHECK ((ended_at IS NULL) = (outcome IS NULL)),
  CHECK ((statement IS NULL) = (entry IS NULL))
);
-- One at a time: each takes a PostgreSQL of its own.
CREATE UNIQUE INDEX drill_running ON drills.drill ((true)) WHERE ended_at IS NULL;

GRANT USAGE ON SCHEMA drills TO shouxin_server;
GRANT SELECT, INSERT ON drills.drill TO shouxin_server;
GRANT UPDATE (set, step, done, total, ended_at, outcome, failure, recovery_seconds, lost_seconds, statement, entry)
  ON drills.drill TO shouxin_server;
