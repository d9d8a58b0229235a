-- Recovery plans (R3.2.4): a head and versions that are only added to, so that it can be read what was in force on any day. What a
-- version says in full is sealed: it names staff with their numbers, and it would tell a thief how the institution comes back.
CREATE SCHEMA plans;

CREATE TABLE plans.plan (
  plan uuid PRIMARY KEY,
  version integer NOT NULL CHECK (version >= 1),
  created_at timestamptz NOT NULL,
  retired_at timestamptz,
  retired_by_name text,
  retired_approved_by_name text,
  CHECK ((retired_at IS NULL) = (retired_by_name IS NULL))
);

CREATE TABLE plans.version (
  plan uuid NOT NULL REFERENCES plans.plan,
  version integer NOT NULL CHECK (version >= 1),
  name text NOT NULL CHECK (length(name) <= 60),
  scenario text NOT NULL,
  data_sets text[] NOT NULL CHECK (cardinality(data_sets) >= 1),
  rto_minutes integer NOT NULL CHECK (rto_minutes >= 1),
  rpo_minutes integer NOT NULL CHECK (rpo_minutes >= 0),
  step_count smallint NOT NULL CHECK (step_count >= 1),
  content bytea NOT NULL,
  -- By the rule in force when it was approved; a later rule does not put it off.
  review_on date NOT NULL,
  proposal uuid,
  by_name text NOT NULL,
  approved_by_name text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (plan, version)
);

-- What was proposed and came back: sealed likewise, kept until it is proposed again.
CREATE TABLE plans.draft (
  draft uuid PRIMARY KEY,
  plan uuid REFERENCES plans.plan,
  name text NOT NULL CHECK (length(name) <= 60),
  scenario text NOT NULL,
  content bytea NOT NULL,
  proposer uuid NOT NULL,
  at timestamptz NOT NULL,
  used_at timestamptz
);

GRANT USAGE ON SCHEMA plans TO shouxin_server;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA plans TO shouxin_server;
GRANT UPDATE (version, retired_at, retired_by_name, retired_approved_by_name) ON plans.plan TO shouxin_server;
GRANT UPDATE (used_at) ON plans.draft TO shouxin_server;
