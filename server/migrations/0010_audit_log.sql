-- The audit log: entries as they were appended, and the Merkle tree over them (RFC 6962, tlog-tiles layout).
-- No foreign keys and no checks beyond keys: whoever owns the database can drop them, so the proof is the tree, which
-- the integrity check and the offline verifier recompute. Keys are what keeps a second integrator out.
CREATE SCHEMA audit;

-- One act. `body` is the entry: canonical JSON, hashed as it is. The other columns only make it findable, and the
-- integrity check compares them with the body.
CREATE TABLE audit.entry (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  act text NOT NULL,
  actor uuid,
  branch text,
  trail bytea,
  purpose text,
  decision text,
  reference text,
  body bytea NOT NULL
);
-- Ids are UUIDv7, so "in order of id" is "in order of time", and a period is a range of ids.
CREATE INDEX entry_by_trail ON audit.entry (trail, id) WHERE trail IS NOT NULL;
CREATE INDEX entry_by_actor ON audit.entry (actor, id) WHERE actor IS NOT NULL;
CREATE INDEX entry_by_act ON audit.entry (act, id);
CREATE INDEX entry_by_reference ON audit.entry (reference, id) WHERE reference IS NOT NULL;
-- Bodies are read back whole within milliseconds; compressing them costs more than it saves.
ALTER TABLE audit.entry ALTER COLUMN body SET STORAGE EXTERNAL;

-- Entries that have no place in the tree yet: written with the entry, removed when it has one.
CREATE TABLE audit.queue (
  entry_id uuid PRIMARY KEY
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

-- Level 0 of the tree: leaf hash = SHA-256(0x00 || body), at a position without gaps from 0.
CREATE TABLE audit.leaf (
  seq bigint PRIMARY KEY,
  entry_id uuid NOT NULL UNIQUE,
  hash bytea NOT NULL
);

-- Roots of complete subtrees of 256^level leaves; the levels between are recomputed.
CREATE TABLE audit.node (
  level int NOT NULL,
  index bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (level, index)
);

-- C2SP checkpoints, as signed.
CREATE TABLE audit.checkpoint (
  size bigint PRIMARY KEY,
  root bytea NOT NULL,
  note text NOT NULL,
  at timestamptz NOT NULL
);

-- Against accident, not against the owner: what bends the log on purpose is found by the tree.
CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is append-only';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.leaf
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.node
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

GRANT USAGE ON SCHEMA audit TO shouxin_server;
GRANT SELECT, INSERT ON audit.entry, audit.leaf, audit.node, audit.checkpoint TO shouxin_server;
GRANT SELECT, INSERT, DELETE ON audit.queue TO shouxin_server;
