-- Whose values an account saw in plain on a day: the daily budget of distinct customers holds on every process, and two
-- reveals at once cannot take one slot (SECURITY 2, threat 1). A ledger: a slot that was taken stays taken.
CREATE SCHEMA disclosure;
GRANT USAGE ON SCHEMA disclosure TO shouxin_server;

CREATE TABLE disclosure.revealed (
  account uuid NOT NULL,
  -- Business date, Asia/Shanghai.
  on_day date NOT NULL,
  slot integer NOT NULL CHECK (slot >= 1),
  subject uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (account, on_day, slot),
  UNIQUE (account, on_day, subject)
);

GRANT SELECT, INSERT ON disclosure.revealed TO shouxin_server;
