-- Import: one batch per file. Working tables, no ledger: what happened is told by the log. No column holds a value of a
-- customer: the file lies sealed in chunks under a key of the batch, verdicts name items, codes and words.
CREATE SCHEMA imports;

CREATE TABLE imports.batch (
  batch uuid PRIMARY KEY,
  list text NOT NULL,
  list_version integer NOT NULL,
  source text NOT NULL CHECK (length(source) <= 120),
  file_name text NOT NULL CHECK (length(file_name) <= 120),
  file_hash bytea NOT NULL CHECK (octet_length(file_hash) = 32),
  bytes bigint NOT NULL,
  media_type text NOT NULL,
  format text NOT NULL CHECK (format IN ('csv', 'xlsx')),
  encoding text NOT NULL,
  -- Columns with their targets, required items without a column, and the document kind where only a heading says it.
  mapping jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('uploaded', 'mapped', 'checking', 'checked', 'proposed', 'applying', 'applied',
    'rejected', 'undoing', 'undone', 'expired', 'failed')),
  account uuid NOT NULL,
  account_name text NOT NULL,
  unit uuid NOT NULL,
  unit_code text NOT NULL,
  unit_name jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  -- Business date of the verdicts.
  as_of date,
  -- Progress of the stage: the last record (or customer) whose transaction has committed, so that a killed server goes
  -- on after it. A step takes it forward by comparing first, so that no record can be taken twice.
  done integer NOT NULL DEFAULT 0,
  total integer,
  stage_at timestamptz,
  stage_from integer NOT NULL DEFAULT 0,
  moved_at timestamptz,
  -- Counts by outcome, reason, forbidden item and branch code.
  -- `next_tally` grows with a walk through the file and takes the place of `tally` at its end.
  tally jsonb,
  next_tally jsonb,
  proposal uuid,
  -- Who proposed it: the origin of every value names this account.
  proposer uuid,
  proposer_name text,
  applied integer NOT NULL DEFAULT 0,
  applied_at timestamptz,
  failure jsonb
);
CREATE INDEX batch_at_work ON imports.batch (state) WHERE state IN ('checking', 'applying', 'undoing');

-- The file, sealed. Gone when the batch has come to an end.
CREATE TABLE imports.chunk (
  batch uuid NOT NULL,
  index integer NOT NULL CHECK (index >= 0),
  sealed bytea NOT NULL,
  PRIMARY KEY (batch, index)
);
ALTER TABLE imports.chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- What can be wrong, once per batch: a record names reasons by number.
CREATE TABLE imports.reason (
  batch uuid NOT NULL,
  reason integer NOT NULL,
  item text NOT NULL,
  code text NOT NULL,
  message jsonb NOT NULL,
  PRIMARY KEY (batch, reason)
);

CREATE TABLE imports.row (
  batch uuid NOT NULL,
  record integer NOT NULL CHECK (record >= 1),
  outcome text NOT NULL CHECK (outcome IN ('accept', 'warn', 'reject', 'duplicate')),
  reasons integer[] NOT NULL,
  PRIMARY KEY (batch, record)
);
CREATE INDEX row_by_outcome ON imports.row (batch, outcome, record);

-- Keys that are still to be destroyed: of files that were deleted, of customers whose batch was undone.
CREATE TABLE imports.doomed_key (
  subject uuid NOT NULL,
  class text NOT NULL,
  batch uuid NOT NULL,
  PRIMARY KEY (subject, class)
);

GRANT USAGE ON SCHEMA imports TO shouxin_server;
GRANT SELECT, INSERT, UPDATE ON imports.batch, imports.row TO shouxin_server;
GRANT SELECT, INSERT ON imports.chunk, imports.reason, imports.doomed_key TO shouxin_server;
GRANT DELETE ON imports.chunk, imports.reason, imports.row, imports.doomed_key TO shouxin_server;
