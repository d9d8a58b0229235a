-- Verifications (核验): that a kept value matched what its customer said, when, how and before whom. A fact of its own, insert-only;
-- the value and its seal stay as they are. Who was verified was used, and is not undone with an import.
CREATE TABLE customers.verification (
  customer uuid NOT NULL,
  item text NOT NULL,
  -- Of this version: a later value was never verified by it.
  version integer NOT NULL,
  -- Entry of the log that says so.
  entry uuid NOT NULL,
  method text NOT NULL CHECK (method IN ('stated-by-customer')),
  account uuid NOT NULL,
  account_name text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (customer, item, version, entry)
);
GRANT SELECT, INSERT ON customers.verification TO shouxin_server;
