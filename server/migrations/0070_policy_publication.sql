-- What rules and purposes were in force when: a ledger, so that a decision of the past can be read with the rules of its day.
CREATE SCHEMA policy;
GRANT USAGE ON SCHEMA policy TO shouxin_server;

CREATE TABLE policy.publication (
  id uuid PRIMARY KEY,
  version text NOT NULL CHECK (length(version) <= 64),
  hash text NOT NULL CHECK (length(hash) = 64),
  body text NOT NULL,
  published_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON policy.publication TO shouxin_server;
