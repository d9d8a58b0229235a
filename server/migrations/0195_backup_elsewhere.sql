-- An institution whose PostgreSQL is backed up by pgBackRest: a set of the catalogue is then its backup, the archive up to a restore
-- point, and our signed manifest of that very moment.
ALTER TABLE backup.backup_set ADD COLUMN label text;
COMMENT ON COLUMN backup.backup_set.label IS 'Set of pgBackRest that holds the bytes; null: the pieces are ours';
GRANT UPDATE (label) ON backup.backup_set TO shouxin_server;

-- Until the end of the transaction nobody writes to a table of ours. Gives up before PostgreSQL looks for a deadlock, so that it is never
-- a writer who is broken off. As the owner: the server's role may change no ledger, and so could not lock one.
CREATE FUNCTION backup.hold_still() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '300ms' AS $$
DECLARE it record;
BEGIN
  FOR it IN
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%'
      AND n.nspname NOT IN ('information_schema', 'public', 'graphile_worker') ORDER BY 1, 2
  LOOP
    EXECUTE format('LOCK TABLE %I.%I IN SHARE MODE', it.nspname, it.relname);
  END LOOP;
END $$;

-- A restore point of this moment: where it stands, and the file of the log that holds it, which is closed so that it is archived.
CREATE FUNCTION backup.restore_point(name text, OUT lsn text, OUT wal text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE at pg_lsn;
BEGIN
  at := pg_create_restore_point(name);
  lsn := at::text;
  wal := pg_walfile_name(at);
  PERFORM pg_switch_wal();
END $$;

REVOKE ALL ON FUNCTION backup.hold_still(), backup.restore_point(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION backup.hold_still(), backup.restore_point(text) TO shouxin_server;
