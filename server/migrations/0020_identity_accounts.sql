-- Who calls: the organisation tree, accounts and the posts they hold, sessions, and what keeps guessing out
-- (R1.5.1, I6.3, I6.4; 等保2.0 level 3: two factors, lockout, idle limit).
CREATE SCHEMA identity;
GRANT USAGE ON SCHEMA identity TO shouxin_server;

-- Legal entity > branch > department; one institution per database.
CREATE TABLE identity.unit (
  id uuid PRIMARY KEY,
  parent uuid REFERENCES identity.unit,
  kind text NOT NULL CHECK (kind IN ('entity', 'branch', 'department')),
  code text NOT NULL CONSTRAINT unit_code_taken UNIQUE CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'),
  name_zh text NOT NULL,
  name_en text NOT NULL,
  created_at timestamptz NOT NULL,
  CHECK ((kind = 'entity') = (parent IS NULL))
);
CREATE UNIQUE INDEX unit_one_entity ON identity.unit ((true)) WHERE parent IS NULL;

CREATE TABLE identity.account (
  id uuid PRIMARY KEY,
  name text NOT NULL CONSTRAINT account_name_taken UNIQUE CHECK (name ~ '^[a-z][a-z0-9.-]{1,31}$'),
  display_name text NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'disabled')),
  demonstration boolean NOT NULL,
  created_at timestamptz NOT NULL,
  created_by uuid,
  last_sign_in_at timestamptz
);

-- Apart from the account, so that what every request reads holds no secret.
CREATE TABLE identity.credential (
  account_id uuid PRIMARY KEY REFERENCES identity.account,
  password_phc text NOT NULL,
  password_changed_at timestamptz NOT NULL,
  must_change boolean NOT NULL,
  totp_sealed bytea NOT NULL
);

-- Ledger of passwords held before, so that they do not come back (password.history).
CREATE TABLE identity.old_password (
  account_id uuid NOT NULL REFERENCES identity.account,
  until_at timestamptz NOT NULL,
  password_phc text NOT NULL,
  PRIMARY KEY (account_id, until_at, password_phc)
);

-- account x post x unit, with its history. One active post for each account.
CREATE TABLE identity.post_held (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES identity.account,
  post text NOT NULL,
  unit_id uuid NOT NULL REFERENCES identity.unit,
  since_at timestamptz NOT NULL,
  until_at timestamptz,
  given_by uuid,
  ended_by uuid
);
CREATE UNIQUE INDEX post_held_one_active ON identity.post_held (account_id) WHERE until_at IS NULL;
CREATE INDEX post_held_by_account ON identity.post_held (account_id, since_at);
CREATE INDEX post_held_by_post ON identity.post_held (post, unit_id) WHERE until_at IS NULL;

-- The token itself is nowhere: only its SHA-256, so that a stolen table opens no session.
CREATE TABLE identity.session (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  account_id uuid NOT NULL REFERENCES identity.account,
  csrf text NOT NULL,
  terminal text NOT NULL,
  started_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  stepped_up_until timestamptz,
  ended_at timestamptz,
  end_reason text,
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX session_one_per_account ON identity.session (account_id) WHERE ended_at IS NULL;

-- Ledger of attempts to prove who one is: counted when tried, settled when it was no failure, cleared by full proof
-- or by an unlock. `who` is the account's id or, for a name that is no account, a short keyed tag of the name: people
-- type passwords there.
CREATE TABLE identity.attempt (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  who uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('tried', 'settled', 'cleared')),
  settles bigint CHECK ((settles IS NOT NULL) = (kind = 'settled')),
  act text NOT NULL,
  network text,
  at timestamptz NOT NULL
);
CREATE INDEX attempt_by_who ON identity.attempt (who, seq);
CREATE INDEX attempt_by_time ON identity.attempt (at) WHERE kind = 'tried';
CREATE UNIQUE INDEX attempt_settled_once ON identity.attempt (settles) WHERE settles IS NOT NULL;

-- Ledger of one-time codes: each step of an account's clock is accepted once (RFC 6238, 5.2).
CREATE TABLE identity.used_code (
  account_id uuid NOT NULL REFERENCES identity.account,
  step bigint NOT NULL,
  used_at timestamptz NOT NULL,
  act text NOT NULL,
  PRIMARY KEY (account_id, step)
);

-- The key of the tags above, sealed by the system's own sealer.
CREATE TABLE identity.tag_key (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  sealed bytea NOT NULL
);

GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA identity TO shouxin_server;
GRANT UPDATE (state, last_sign_in_at) ON identity.account TO shouxin_server;
GRANT UPDATE (password_phc, password_changed_at, must_change, totp_sealed)
  ON identity.credential TO shouxin_server;
GRANT UPDATE (until_at, ended_by) ON identity.post_held TO shouxin_server;
GRANT UPDATE (last_seen_at, stepped_up_until, ended_at, end_reason)
  ON identity.session TO shouxin_server;
