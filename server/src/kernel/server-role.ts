// The role the server signs in as: one for each database, member of the group `shouxin_server`,
// owner of nothing, without DDL. Its password is made here, kept in the keys folder, and reaches
// PostgreSQL only as a SCRAM verifier (RFC 5803), so that no statement log can hold it.
import pg from 'pg';
import { scramVerifier } from './crypto/scram.ts';
import { SafeClient } from './database-client.ts';
import { quietLog } from './quiet-log.ts';
import { createPassword, readPassword } from './engine/index.ts';

export interface ServerRole {
  readonly role: string;
  /** Address to open the serving connections with. */
  readonly url: string;
  /** For the operator, when this PostgreSQL may write values into its own log. */
  readonly warnings: readonly string[];
}

/** Makes the role when it is missing, gives it what it may have, and proves that it can sign in. */
export async function ensureServerRole(ownerUrl: string, keys: string): Promise<ServerRole> {
  const client = new SafeClient({
    connectionString: ownerUrl,
    application_name: 'shouxin-migrate',
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
    const database = rows[0]?.name ?? '';
    const role = `shouxin_server_${database}`.slice(0, 63);
    const known = readPassword(keys, role);
    const password = known ?? createPassword(keys, role);
    const url = serverUrl(ownerUrl, { role, password });
    await ensureRole(client, role);
    if (known === undefined || !(await canSignIn(url)))
      await setPassword(client, { role, password });
    await grantDatabase(client, { role, database });
    return { role, url, warnings: warn(await quietLog(client, { role, url })) };
  } finally {
    await client.end();
  }
}

function warn(settings: readonly string[]): string[] {
  if (settings.length === 0) return [];
  return [
    `This PostgreSQL may write personal values into its own log (${settings.join(', ')}), and only ` +
      'a superuser can change that. Ask its DBA to, or to grant SET on these parameters.',
  ];
}

/** The same address with another role and, if named, another database. */
export function serverUrl(
  ownerUrl: string,
  change: { role: string; password: string; database?: string },
): string {
  const url = new URL(ownerUrl);
  url.username = change.role;
  url.password = change.password;
  if (change.database !== undefined) url.pathname = `/${change.database}`;
  return url.href;
}

const attributes = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION';

async function ensureRole(client: pg.Client, role: string): Promise<void> {
  const name = client.escapeIdentifier(role);
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (found.rowCount === 0) await client.query(`CREATE ROLE ${name} ${attributes}`);
  const member = await client.query("SELECT 1 WHERE pg_has_role($1, 'shouxin_server', 'MEMBER')", [
    role,
  ]);
  if (member.rowCount === 0) await client.query(`GRANT shouxin_server TO ${name}`);
}

/** Of all the roles in the group, only this one may enter this database; nobody makes tables. */
export async function grantDatabase(
  client: pg.Client,
  grant: { role: string; database: string },
): Promise<void> {
  const database = client.escapeIdentifier(grant.database);
  await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await client.query(
    `GRANT CONNECT ON DATABASE ${database} TO ${client.escapeIdentifier(grant.role)}`,
  );
}

async function canSignIn(url: string): Promise<boolean> {
  const client = new SafeClient({ connectionString: url, application_name: 'shouxin-migrate' });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // 28P01 wrong password, 28000 refused, 42501 may not connect yet
    if (error instanceof pg.DatabaseError) return error.code === '42501';
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function setPassword(
  client: pg.Client,
  sign: { role: string; password: string },
): Promise<void> {
  const verifier = scramVerifier(sign.password);
  await client.query(
    `ALTER ROLE ${client.escapeIdentifier(sign.role)} PASSWORD ${client.escapeLiteral(verifier)}`,
  );
}
