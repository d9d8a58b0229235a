-- Enquiry keeps nothing of a customer; it counts how often an account searched or verified within a minute and a day, so
-- that trying numbers one after another has a limit that holds on every process (SECURITY threat 21). Unlogged: a count
-- lost with a crash is worth less than a disk write before every search.
CREATE SCHEMA enquiry;

CREATE UNLOGGED TABLE enquiry.pace (
  account uuid NOT NULL,
  kind text NOT NULL,
  -- The minute or the business date that is counted: one row each, started again with the next.
  span text NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (account, kind)
);

GRANT USAGE ON SCHEMA enquiry TO shouxin_server;
GRANT SELECT, INSERT, UPDATE ON enquiry.pace TO shouxin_server;
