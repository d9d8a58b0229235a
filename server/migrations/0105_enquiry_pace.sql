-- Enquiry keeps nothing of a customer; it counts how often an account searched or verified within a minute, so that
-- trying numbers one after another has a limit that holds on every process (SECURITY threat 21).
CREATE SCHEMA enquiry;

CREATE UNLOGGED TABLE enquiry.pace (
  account uuid NOT NULL,
  kind text NOT NULL,
  minute timestamptz NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (account, kind)
);

GRANT USAGE ON SCHEMA enquiry TO shouxin_server;
GRANT SELECT, INSERT, UPDATE ON enquiry.pace TO shouxin_server;
