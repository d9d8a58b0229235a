-- Undoing an import in steps: some customers of one batch, those that were never amended and have no change waiting. As
-- before, the function belongs to the owner: the server may call it and may not delete.
DROP FUNCTION customers.undo_batch(uuid);

CREATE FUNCTION customers.undo_some(undone uuid, asked uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = customers, pg_temp AS $$
DECLARE
  gone uuid[];
BEGIN
  SELECT coalesce(array_agg(c.customer), '{}') INTO gone FROM customers.customer c
  WHERE c.customer = ANY (asked) AND c.batch = undone
    AND NOT EXISTS (SELECT FROM customers.revision r WHERE r.customer = c.customer AND r.revision > 1)
    AND NOT EXISTS (SELECT FROM customers.pending p WHERE p.customer = c.customer)
    AND NOT EXISTS (SELECT FROM customers.image i WHERE i.customer = c.customer);
  DELETE FROM customers.fingerprint WHERE customer = ANY (gone);
  DELETE FROM customers.document WHERE customer = ANY (gone);
  DELETE FROM customers.number n USING customers.customer c
    WHERE c.customer = ANY (gone) AND n.number = c.number;
  DELETE FROM customers.value WHERE customer = ANY (gone);
  DELETE FROM customers.revision WHERE customer = ANY (gone);
  DELETE FROM customers.customer WHERE customer = ANY (gone);
  RETURN QUERY SELECT unnest(gone);
END
$$;
GRANT EXECUTE ON FUNCTION customers.undo_some(uuid, uuid[]) TO shouxin_server;
