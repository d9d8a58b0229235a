-- Answers of writes by Idempotency-Key, sealed, for a day (doors/idempotency.ts).
CREATE SCHEMA doors;
GRANT USAGE ON SCHEMA doors TO shouxin_server;

CREATE TABLE doors.kept_answer (
  key text PRIMARY KEY CHECK (length(key) <= 128),
  answer bytea NOT NULL,
  kept_at timestamptz NOT NULL
);
CREATE INDEX kept_answer_kept_at ON doors.kept_answer (kept_at);

GRANT SELECT, INSERT, DELETE ON doors.kept_answer TO shouxin_server;
