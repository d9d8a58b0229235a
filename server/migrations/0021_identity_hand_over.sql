-- Initial credentials after a second person's approval (decision 0017): who may take which half, once. The secret itself is
-- made when it is taken and is not here.
CREATE TABLE identity.hand_over (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES identity.account,
  kind text NOT NULL CHECK (kind IN ('password', 'totp')),
  reason text NOT NULL CHECK (reason IN ('created', 'reset')),
  for_account uuid NOT NULL REFERENCES identity.account,
  -- Absent for the first security administrator.
  proposal uuid,
  made_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  -- Taken, or replaced by a later one.
  closed_at timestamptz,
  CHECK (for_account <> account_id)
);
CREATE UNIQUE INDEX hand_over_one_open ON identity.hand_over (account_id, kind) WHERE closed_at IS NULL;
CREATE INDEX hand_over_for ON identity.hand_over (for_account) WHERE closed_at IS NULL;

GRANT SELECT, INSERT ON identity.hand_over TO shouxin_server;
GRANT UPDATE (closed_at) ON identity.hand_over TO shouxin_server;
