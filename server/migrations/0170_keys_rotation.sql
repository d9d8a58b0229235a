-- Rotations: which keys get a next version, why, who wanted it, and how far the work has come. A work list, not a ledger:
-- the entries of the log are what proves it. Each step is one key name; what a kill interrupted goes on from here.
CREATE TABLE keys.rotation (
  rotation uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('bucket', 'index')),
  reason text NOT NULL CHECK (reason IN ('period', 'compromised')),
  -- The version that was marked as compromised.
  key text,
  proposal uuid NOT NULL,
  proposed_by text NOT NULL,
  approved_by text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((reason = 'compromised') = (key IS NOT NULL))
);
-- One at a time of a kind: two would undo each other's work.
CREATE UNIQUE INDEX rotation_running ON keys.rotation (kind) WHERE ended_at IS NULL;

CREATE TABLE keys.rotation_step (
  rotation uuid NOT NULL REFERENCES keys.rotation,
  name text NOT NULL,
  -- Version that takes over; made when the step begins.
  version int,
  total int NOT NULL,
  done int NOT NULL DEFAULT 0,
  ended_at timestamptz,
  PRIMARY KEY (rotation, name)
);

GRANT SELECT, INSERT ON keys.rotation, keys.rotation_step TO shouxin_server;
GRANT UPDATE (ended_at) ON keys.rotation TO shouxin_server;
GRANT UPDATE (version, total, done, ended_at) ON keys.rotation_step TO shouxin_server;
