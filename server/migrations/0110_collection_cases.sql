-- Collection: what was asked for without need, and what is left to do. Neither table holds a value of a customer.
CREATE SCHEMA collection;

-- An unlisted or forbidden item that was sent or found: item and channel, never what it said (R1.2.3).
CREATE TABLE collection.over_collection (
  "case" uuid PRIMARY KEY,
  item text NOT NULL,
  channel text NOT NULL,
  source text NOT NULL,
  account uuid NOT NULL,
  account_name text NOT NULL,
  unit uuid NOT NULL,
  unit_name jsonb NOT NULL,
  batch uuid,
  count integer NOT NULL CHECK (count >= 1),
  at timestamptz NOT NULL
);
CREATE INDEX over_collection_recent ON collection.over_collection (at);

-- Closing is an act of its own; two closings race on the key. The conclusion is free text, so it is sealed.
CREATE TABLE collection.over_collection_closed (
  "case" uuid PRIMARY KEY,
  account uuid NOT NULL,
  account_name text NOT NULL,
  at timestamptz NOT NULL,
  conclusion bytea NOT NULL
);

-- One line per batch and kind, not one per customer.
CREATE TABLE collection.task_group (
  task uuid PRIMARY KEY,
  kind text NOT NULL,
  title jsonb NOT NULL,
  batch uuid,
  unit uuid,
  created_at timestamptz NOT NULL,
  due_on date,
  UNIQUE NULLS NOT DISTINCT (batch, kind, unit)
);
CREATE TABLE collection.task_member (
  task uuid NOT NULL,
  customer uuid NOT NULL,
  record integer,
  PRIMARY KEY (task, customer)
);
CREATE INDEX task_member_of_customer ON collection.task_member (customer);
CREATE TABLE collection.task_done (
  task uuid NOT NULL,
  customer uuid NOT NULL,
  account uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (task, customer)
);

GRANT USAGE ON SCHEMA collection TO shouxin_server;
-- The same attempt again counts up the open case.
GRANT UPDATE (count) ON collection.over_collection TO shouxin_server;
GRANT SELECT, INSERT ON collection.over_collection, collection.over_collection_closed,
  collection.task_group, collection.task_member, collection.task_done TO shouxin_server;
-- Undoing a batch takes its tasks along; the over-collection cases stay.
GRANT DELETE ON collection.task_group, collection.task_member, collection.task_done TO shouxin_server;
