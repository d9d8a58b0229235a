-- Storage register (R3.1.1, R3.1.2): assets where information may lie, their assessments and bindings. Versions, assessments and
-- bindings are only added to; what ends is marked and stays, so that an examiner can see what was true when.
CREATE SCHEMA storage;

-- The head of an asset: which version counts, and whether it is still in use. `material_version`: the last that changed what an
-- assessment speaks of; an assessment of an earlier one counts no more.
CREATE TABLE storage.asset (
  asset uuid PRIMARY KEY,
  version integer NOT NULL CHECK (version >= 1),
  material_version integer NOT NULL CHECK (material_version BETWEEN 1 AND version),
  -- Where the running system finds it; one asset in use for one place.
  locator text CHECK (length(locator) <= 300),
  created_at timestamptz NOT NULL,
  retired_at timestamptz,
  retired_by uuid,
  retired_by_name text,
  CHECK ((retired_at IS NULL) = (retired_by IS NULL))
);
CREATE UNIQUE INDEX asset_locator_taken ON storage.asset (locator)
  WHERE retired_at IS NULL AND locator IS NOT NULL;

CREATE TABLE storage.asset_version (
  asset uuid NOT NULL REFERENCES storage.asset,
  version integer NOT NULL CHECK (version >= 1),
  kind text NOT NULL CHECK (kind IN ('database', 'object-store', 'backup-medium', 'key-store')),
  name text NOT NULL CHECK (length(name) <= 60),
  -- GB/T 2260, mainland only (PIPL art. 40): a place outside has no code that could stand here.
  province text NOT NULL CHECK (province ~ '^[1-6][0-9]$'),
  site text NOT NULL CHECK (length(site) <= 100),
  form text NOT NULL CHECK (form IN ('local', 'cloud', 'third-party')),
  mlps_level smallint NOT NULL CHECK (mlps_level BETWEEN 1 AND 4),
  encryption text NOT NULL CHECK (encryption IN ('application', 'database', 'volume', 'none')),
  unit uuid NOT NULL,
  account text,
  standard text NOT NULL CHECK (length(standard) <= 200),
  classes text[] NOT NULL CHECK (cardinality(classes) BETWEEN 1 AND 3 AND classes <@ ARRAY['C1', 'C2', 'C3']),
  locator text,
  proposal uuid,
  by_name text NOT NULL,
  approved_by_name text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (asset, version)
);

CREATE TABLE storage.assessment (
  assessment uuid PRIMARY KEY,
  asset uuid NOT NULL REFERENCES storage.asset,
  of_version integer NOT NULL,
  assessed_on date NOT NULL,
  assessor text NOT NULL CHECK (length(assessor) <= 100),
  result text NOT NULL CHECK (result IN ('passed', 'conditional', 'failed')),
  score smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
  -- By the rule in force when it was approved; a later rule does not lengthen it.
  valid_until date NOT NULL,
  -- What is weak and how it will be mended, sealed: it would tell a thief where to go.
  findings bytea NOT NULL,
  finding_count smallint NOT NULL CHECK (finding_count BETWEEN 0 AND 30),
  proposal uuid,
  by_name text NOT NULL,
  approved_by_name text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX assessment_of_asset ON storage.assessment (asset, assessed_on DESC, assessment DESC);

CREATE TABLE storage.remedied (
  assessment uuid NOT NULL REFERENCES storage.assessment,
  finding smallint NOT NULL CHECK (finding BETWEEN 1 AND 30),
  account uuid NOT NULL,
  account_name text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (assessment, finding)
);

CREATE TABLE storage.binding (
  binding uuid PRIMARY KEY,
  asset uuid NOT NULL REFERENCES storage.asset,
  data_set text NOT NULL,
  proposal uuid,
  by_name text NOT NULL,
  approved_by_name text NOT NULL,
  at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by uuid,
  ended_by_name text,
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX binding_once ON storage.binding (asset, data_set) WHERE ended_at IS NULL;

-- The management side of a control (R3.0); the newest record counts.
CREATE TABLE storage.control_record (
  record uuid PRIMARY KEY,
  control text NOT NULL,
  unit uuid NOT NULL,
  procedure text NOT NULL CHECK (length(procedure) <= 200),
  reviewed_on date NOT NULL,
  next_review_on date NOT NULL,
  account uuid NOT NULL,
  account_name text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX control_record_newest ON storage.control_record (control, record DESC);

-- The last count of each sealed column: how many values, by group and head of the envelope (R3.1.3). Not a ledger.
CREATE TABLE storage.coverage (
  source text PRIMARY KEY,
  counts jsonb NOT NULL,
  counted_at timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA storage TO shouxin_server;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA storage TO shouxin_server;
GRANT UPDATE (version, material_version, locator, retired_at, retired_by, retired_by_name)
  ON storage.asset TO shouxin_server;
GRANT UPDATE (ended_at, ended_by, ended_by_name) ON storage.binding TO shouxin_server;
GRANT UPDATE (counts, counted_at) ON storage.coverage TO shouxin_server;
