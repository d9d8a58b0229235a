-- The second tree over the same entries, hashed with SM3 (GB/T 32905). It stores no leaves: they are hashed again from the
-- entries when a proof needs them, at most 255 at a time. It grows behind the first tree, from checkpoint to checkpoint, and on
-- an older log from the first entry on.
CREATE TABLE audit.sm3_node (
  level int NOT NULL,
  index bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (level, index)
);

-- C2SP checkpoints of the origin shouxin/<tenant>/log/sm3, signed with SM2. Each has the size of a checkpoint of the first tree.
CREATE TABLE audit.sm3_checkpoint (
  size bigint PRIMARY KEY,
  root bytea NOT NULL,
  note text NOT NULL,
  at timestamptz NOT NULL
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.sm3_node
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.sm3_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

GRANT SELECT, INSERT ON audit.sm3_node, audit.sm3_checkpoint TO shouxin_server;
