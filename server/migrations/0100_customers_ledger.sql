-- Customers: every value sealed, every version kept, every origin named (R0.1, R2.0, R1.4.1). Keys lead with the customer,
-- so that the tables can be distributed by it; the three finding tables lead with what they are looked up by.
CREATE SCHEMA customers;

CREATE TABLE customers.customer (
  customer uuid PRIMARY KEY,
  -- Given, not derived from anything of the person (NP25).
  number text NOT NULL,
  unit uuid NOT NULL,
  -- Account of the customer manager; none for imported customers until one is named.
  manager uuid,
  standing text NOT NULL DEFAULT 'normal' CHECK (standing IN ('normal', 'restricted')),
  -- Pseudonym in the audit log.
  trail bytea NOT NULL,
  demonstration boolean NOT NULL DEFAULT false,
  batch uuid,
  created_at timestamptz NOT NULL
);
CREATE INDEX customer_by_trail ON customers.customer (trail);
CREATE INDEX customer_by_batch ON customers.customer (batch, customer) WHERE batch IS NOT NULL;

-- One act of collecting: the registration is revision 1, every amendment the next. It is the 采集凭证 of the values that
-- came with it, and the key on which two amendments race. `seal` covers the versions and bytes of all values as they
-- stood after it, so that a value put back, or a revision taken away, is noticed.
CREATE TABLE customers.revision (
  customer uuid NOT NULL,
  revision integer NOT NULL CHECK (revision >= 1),
  channel text NOT NULL,
  list text NOT NULL,
  list_version integer NOT NULL,
  notice text,
  source text,
  batch uuid,
  file_hash bytea,
  record integer,
  branch_code text,
  teller_code text,
  account uuid NOT NULL,
  account_name text NOT NULL,
  proposal uuid,
  at timestamptz NOT NULL,
  seal bytea NOT NULL,
  PRIMARY KEY (customer, revision)
);

-- Ledger of values; the newest version of an item is the current one.
CREATE TABLE customers.value (
  customer uuid NOT NULL,
  item text NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  revision integer NOT NULL,
  sealed bytea NOT NULL,
  class text NOT NULL,
  retention text NOT NULL,
  basis text NOT NULL,
  verified_at timestamptz,
  method text,
  PRIMARY KEY (customer, item, version)
);

-- A change that waits for the second person: sealed like the value it would become. A work list, not a ledger.
CREATE TABLE customers.pending (
  customer uuid NOT NULL,
  item text NOT NULL,
  proposal uuid NOT NULL,
  version integer NOT NULL,
  sealed bytea NOT NULL,
  retention text NOT NULL,
  account_name text NOT NULL,
  reviewers jsonb NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (customer, item)
);

-- Which images there are of a customer's documents, also before the customer is registered; the images themselves are
-- sealed objects of the vault.
CREATE TABLE customers.image (
  customer uuid NOT NULL,
  image uuid NOT NULL,
  side text NOT NULL CHECK (side IN ('front', 'back', 'other')),
  content_type text NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png', 'application/pdf')),
  account uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (customer, image)
);

-- One document, one customer: full-length tag under its own key (SECURITY 4.5, 5).
CREATE TABLE customers.document (
  tag bytea PRIMARY KEY,
  customer uuid NOT NULL
);
CREATE INDEX document_of_customer ON customers.document (customer);

-- Finding by truncated tags: several customers share one, and what is found is opened and compared.
CREATE TABLE customers.fingerprint (
  index text NOT NULL,
  tag bytea NOT NULL,
  customer uuid NOT NULL,
  PRIMARY KEY (index, tag, customer)
);
CREATE INDEX fingerprint_of_customer ON customers.fingerprint (customer);

CREATE TABLE customers.number (
  number text PRIMARY KEY,
  customer uuid NOT NULL
);

GRANT USAGE ON SCHEMA customers TO shouxin_server;
GRANT SELECT, INSERT ON customers.customer, customers.revision, customers.value, customers.number,
  customers.image TO shouxin_server;
GRANT SELECT, INSERT, DELETE ON customers.pending, customers.document, customers.fingerprint
  TO shouxin_server;

-- Undoing an import batch is the one way rows of this ledger go, and only rows of that batch that were never amended.
-- The function belongs to the owner: the server may call it and may not delete.
CREATE FUNCTION customers.undo_batch(undone uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = customers, pg_temp AS $$
DECLARE
  gone uuid[];
BEGIN
  SELECT coalesce(array_agg(c.customer), '{}') INTO gone
  FROM customers.customer c WHERE c.batch = undone;
  IF EXISTS (SELECT FROM customers.revision r WHERE r.customer = ANY (gone) AND r.revision > 1)
    OR EXISTS (SELECT FROM customers.pending p WHERE p.customer = ANY (gone)) THEN
    RAISE EXCEPTION 'A customer of the batch is in use' USING ERRCODE = 'P0001';
  END IF;
  DELETE FROM customers.fingerprint WHERE customer = ANY (gone);
  DELETE FROM customers.document WHERE customer = ANY (gone);
  DELETE FROM customers.number n USING customers.customer c
    WHERE c.number = n.number AND c.customer = ANY (gone);
  DELETE FROM customers.value WHERE customer = ANY (gone);
  DELETE FROM customers.revision WHERE customer = ANY (gone);
  DELETE FROM customers.customer WHERE customer = ANY (gone);
  RETURN cardinality(gone);
END
$$;
GRANT EXECUTE ON FUNCTION customers.undo_batch(uuid) TO shouxin_server;
