-- The catalogue of backup sets: what was taken, where it lies, what came of it. A work list; the entries of the log are what proves it,
-- and the signed manifest beside the pieces is what makes a set a set.
CREATE SCHEMA backup;

CREATE TABLE backup.backup_set (
  set uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('data', 'keys')),
  mode text NOT NULL CHECK (mode IN ('full', 'incremental')),
  -- A full set and what is added to it later, under one data key.
  chain uuid NOT NULL,
  -- Where it lies, for a person: a folder or an address, never a secret.
  place text NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  tables int NOT NULL DEFAULT 0,
  tables_done int NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  -- What was sent; the rest of an incremental set lay there already.
  stored bigint NOT NULL DEFAULT 0,
  log_size bigint,
  -- Of the key store, at the moment of the snapshot.
  generation bigint,
  -- SHA-256 of the signed manifest, hex.
  manifest text,
  ended_at timestamptz,
  -- Code of a refusal or fault.
  failure text,
  removed_at timestamptz,
  CHECK ((manifest IS NULL) OR (ended_at IS NOT NULL AND failure IS NULL))
);
-- One of a kind at a time.
CREATE UNIQUE INDEX backup_set_running ON backup.backup_set (kind) WHERE ended_at IS NULL;

-- Every time somebody looked at every byte of a set.
CREATE TABLE backup.verification (
  set uuid NOT NULL REFERENCES backup.backup_set,
  at timestamptz NOT NULL,
  failure text,
  PRIMARY KEY (set, at)
);

GRANT USAGE ON SCHEMA backup TO shouxin_server;
GRANT SELECT, INSERT ON backup.backup_set, backup.verification TO shouxin_server;
GRANT UPDATE (tables, tables_done, rows, bytes, stored, log_size, generation, manifest, ended_at, failure, removed_at)
  ON backup.backup_set TO shouxin_server;
