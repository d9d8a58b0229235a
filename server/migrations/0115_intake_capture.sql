-- Intake: one person at the counter, from the notice to the proposal (R2.1.2, R2.1.3). The customer id is given at the
-- beginning, so that draft and images are sealed under the key of the customer to be. A working table: it is cleared of
-- everything sealed when the intake ends.
CREATE SCHEMA intake;

CREATE TABLE intake.intake (
  intake uuid PRIMARY KEY,
  customer uuid NOT NULL,
  list text NOT NULL,
  list_version integer NOT NULL,
  channel text NOT NULL,
  purpose text NOT NULL,
  account uuid NOT NULL,
  unit uuid NOT NULL,
  started_at timestamptz NOT NULL,
  notice text NOT NULL,
  notice_version integer NOT NULL,
  notice_hash bytea NOT NULL,
  shown_at timestamptz,
  state text NOT NULL
    CHECK (state IN ('noticed', 'capturing', 'proposed', 'registered', 'rejected', 'abandoned')),
  draft bytea,
  saved_at timestamptz
);
CREATE INDEX intake_mine ON intake.intake (account, intake);

GRANT USAGE ON SCHEMA intake TO shouxin_server;
GRANT SELECT, INSERT ON intake.intake TO shouxin_server;
GRANT UPDATE (shown_at, notice, notice_version, notice_hash, state, draft, saved_at)
  ON intake.intake TO shouxin_server;
