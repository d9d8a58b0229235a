-- How often an account verified one item of one customer today, so that a value of a small domain cannot be found by asking
-- (SECURITY threat 21). Logged, unlike the pace: a day's count must outlive a crash. Holds an opaque id, an item code and a
-- number; rows of earlier days go with the next count of the account.
CREATE TABLE enquiry.verified (
  account uuid NOT NULL,
  customer uuid NOT NULL,
  item text NOT NULL,
  on_day date NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (account, customer, item)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON enquiry.verified TO shouxin_server;
