-- Customer keys are replaced too: what one of them sealed is sealed again under the next (SECURITY 4.4). What is left to do is
-- read from the keys themselves.
ALTER TABLE keys.customer_key ADD COLUMN reencrypted_at timestamptz;
GRANT UPDATE (reencrypted_at) ON keys.customer_key TO shouxin_server;
CREATE INDEX customer_key_to_reencrypt ON keys.customer_key (subject, class)
  WHERE state IN ('deactivated', 'compromised') AND reencrypted_at IS NULL;

ALTER TABLE keys.rotation DROP CONSTRAINT rotation_kind_check;
ALTER TABLE keys.rotation ADD CONSTRAINT rotation_kind_check CHECK (kind IN ('bucket', 'index', 'customer'));
-- By the database's own clock, like the creation of keys: what is older than the rotation is put out of use by it.
ALTER TABLE keys.rotation ADD COLUMN stored_at timestamptz NOT NULL DEFAULT clock_timestamp();

-- The one way in which something sealed is changed in its place: ledgers of sealed values are insert-only for the server, and
-- under an exposed key a value in them is no longer sealed. Belongs to the owner. It exchanges an envelope for another of the
-- same form and length, of a subject that has a key out of use, and nothing else; the row's seal is the caller's to make anew.
-- What is under a shredded key stays as it is: its subject has no key to seal with. Answers how many were exchanged.
CREATE FUNCTION keys.exchange(place text, owner uuid, befores bytea[], afters bytea[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = keys, pg_temp AS $$
DECLARE
  exchanged integer;
BEGIN
  IF cardinality(befores) <> cardinality(afters) OR EXISTS (
    SELECT FROM unnest(befores, afters) AS n (before, after)
    WHERE length(before) <> length(after) OR substring(before FROM 1 FOR 2) <> substring(after FROM 1 FOR 2)
      OR get_byte(before, 3) <> get_byte(after, 3) OR before = after
  ) THEN
    RAISE EXCEPTION 'Not an envelope of the same form' USING ERRCODE = 'P0001';
  END IF;
  IF NOT EXISTS (
    SELECT FROM keys.customer_key k
    WHERE k.subject = owner AND k.state IN ('deactivated', 'compromised') AND k.reencrypted_at IS NULL
  ) THEN
    RAISE EXCEPTION 'No key of this subject is out of use' USING ERRCODE = 'P0001';
  END IF;
  CASE place
    WHEN 'customers.value' THEN
      UPDATE customers.value t SET sealed = n.after FROM unnest(befores, afters) AS n (before, after)
      WHERE t.customer = owner AND t.sealed = n.before;
    WHEN 'customers.pending' THEN
      UPDATE customers.pending t SET sealed = n.after FROM unnest(befores, afters) AS n (before, after)
      WHERE t.customer = owner AND t.sealed = n.before;
    WHEN 'vault.chunk' THEN
      UPDATE vault.chunk t SET sealed = n.after FROM unnest(befores, afters) AS n (before, after)
      WHERE t.subject = owner AND t.sealed = n.before;
    WHEN 'intake.intake' THEN
      UPDATE intake.intake t SET draft = n.after FROM unnest(befores, afters) AS n (before, after)
      WHERE t.customer = owner AND t.draft = n.before;
    WHEN 'approvals.proposal' THEN
      UPDATE approvals.proposal t SET sealed = n.after FROM unnest(befores, afters) AS n (before, after)
      WHERE t.subject = owner AND t.sealed = n.before;
    WHEN 'approvals.decision' THEN
      UPDATE approvals.decision t SET reason = n.after
      FROM unnest(befores, afters) AS n (before, after), approvals.proposal p
      WHERE p.subject = owner AND t.proposal = p.proposal AND t.reason = n.before;
    WHEN 'imports.chunk' THEN
      UPDATE imports.chunk t SET sealed = n.after FROM unnest(befores, afters) AS n (before, after)
      WHERE t.batch = owner AND t.sealed = n.before;
    ELSE
      RAISE EXCEPTION 'Nothing is exchanged in %', place USING ERRCODE = 'P0001';
  END CASE;
  GET DIAGNOSTICS exchanged = ROW_COUNT;
  RETURN exchanged;
END
$$;
GRANT EXECUTE ON FUNCTION keys.exchange(text, uuid, bytea[], bytea[]) TO shouxin_server;

-- By whom something is sealed, where that was not looked up before.
CREATE INDEX proposal_by_subject ON approvals.proposal (subject) WHERE subject IS NOT NULL;
CREATE INDEX intake_by_customer ON intake.intake (customer) WHERE draft IS NOT NULL;
