-- Filters that people saved for their own lists: codes and days, checked by the contract, and a name they gave. They belong
-- to the account and not to identity, whose rows every request reads; and not to the browser, which keeps nothing.
CREATE SCHEMA desk;

CREATE TABLE desk.saved_filter (
  filter uuid PRIMARY KEY,
  account uuid NOT NULL,
  list text NOT NULL,
  name text NOT NULL,
  choices jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  CONSTRAINT saved_filter_name UNIQUE (account, list, name)
);

GRANT USAGE ON SCHEMA desk TO shouxin_server;
GRANT SELECT, INSERT, DELETE ON desk.saved_filter TO shouxin_server;
