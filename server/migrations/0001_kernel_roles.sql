-- Roles and defaults that every later migration builds on.
-- `shouxin_server` is a group: it receives the grants of every room and nobody signs in as it. The
-- server signs in as a role of its own database that inherits it (kernel/server-role.ts), and has
-- no DDL anywhere. Roles belong to the whole cluster, so another database may have made it first.
DO $$
BEGIN
  CREATE ROLE shouxin_server NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Functions made by later migrations may be called by nobody who was not told.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA kernel TO shouxin_server;
GRANT SELECT ON kernel.migration TO shouxin_server;
