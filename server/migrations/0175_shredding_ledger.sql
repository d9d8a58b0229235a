-- Shreddings: whose keys were destroyed, who wanted it, and how far it has come. Ledgers: nothing here is changed or deleted.
CREATE SCHEMA shredding;

CREATE TABLE shredding.shredding (
  shredding uuid PRIMARY KEY,
  customer uuid NOT NULL,
  -- Given, not derived from anything of the person.
  number text NOT NULL,
  -- Retention class; none: everything that was kept of the customer.
  class text,
  -- Classes that had a key when it was approved, and per bucket the oldest version that could still open: what has to die.
  classes text[] NOT NULL,
  oldest jsonb NOT NULL,
  proposal uuid NOT NULL,
  proposed_by text NOT NULL,
  approved_by text NOT NULL,
  proposed_by_name text NOT NULL,
  approved_by_name text NOT NULL,
  approved_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX shredding_once ON shredding.shredding (customer, coalesce(class, ''));

-- The keys are destroyed, and from when on no lease can be in use. A second row stands where one had to be destroyed again.
CREATE TABLE shredding.destruction (
  shredding uuid NOT NULL REFERENCES shredding.shredding,
  at timestamptz NOT NULL,
  effective_at timestamptz NOT NULL,
  PRIMARY KEY (shredding, at)
);

CREATE TABLE shredding.certificate (
  shredding uuid PRIMARY KEY REFERENCES shredding.shredding,
  -- Canonical JSON, exactly as its hash stands in the log.
  statement text NOT NULL,
  entry uuid NOT NULL,
  at timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA shredding TO shouxin_server;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA shredding TO shouxin_server;

-- Takes out what the shredding names, and nothing else: without its row in the ledger there is nothing to name. Belongs to
-- the owner: the server may call it and may not delete. Run again it takes what was being written meanwhile.
CREATE FUNCTION shredding.erase(asked uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = shredding, pg_temp AS $$
DECLARE
  gone uuid;
  only_class text;
BEGIN
  SELECT s.customer, s.class INTO STRICT gone, only_class
  FROM shredding.shredding s WHERE s.shredding = asked;
  DELETE FROM vault.chunk c USING vault.object o
    WHERE o.subject = gone AND (only_class IS NULL OR o.class = only_class)
      AND c.subject = o.subject AND c.object = o.object;
  DELETE FROM vault.object o WHERE o.subject = gone AND (only_class IS NULL OR o.class = only_class);
  DELETE FROM customers.value v
    WHERE v.customer = gone AND (only_class IS NULL OR v.retention = only_class);
  DELETE FROM customers.pending p
    WHERE p.customer = gone AND (only_class IS NULL OR p.retention = only_class);
  IF only_class IS NOT NULL THEN
    RETURN;
  END IF;
  DELETE FROM customers.fingerprint f WHERE f.customer = gone;
  DELETE FROM customers.document d WHERE d.customer = gone;
  DELETE FROM customers.number n WHERE n.customer = gone;
  DELETE FROM customers.image i WHERE i.customer = gone;
  DELETE FROM customers.verification f WHERE f.customer = gone;
  DELETE FROM customers.revision r WHERE r.customer = gone;
  DELETE FROM customers.customer c WHERE c.customer = gone;
END
$$;
GRANT EXECUTE ON FUNCTION shredding.erase(uuid) TO shouxin_server;
