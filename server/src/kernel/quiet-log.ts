// A PostgreSQL that we did not start may write statements, parameters and error messages, and with
// them values, into its own log (SECURITY section 5, 25). What we may switch off for the server's
// role we do; what only the DBA can switch off is told in a sentence.
import pg from 'pg';
import { SafeClient } from './database-client.ts';

/** Setting -> the value that keeps values out of the log. */
const quiet = {
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_duration: 'off',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  'auto_explain.log_min_duration': '-1',
} as const;

/** Makes it quiet for the role where allowed; returns the settings that still may log values. */
export async function quietLog(
  owner: pg.Client,
  server: { role: string; url: string },
): Promise<string[]> {
  const loud = await loudSettings(server.url);
  if (loud.length === 0) return [];
  const role = owner.escapeIdentifier(server.role);
  for (const name of loud) {
    try {
      await owner.query(`ALTER ROLE ${role} SET ${name} = ${owner.escapeLiteral(quiet[name])}`);
    } catch (error) {
      // 42501: only a superuser, or whom one has granted SET on it
      if (!(error instanceof pg.DatabaseError) || error.code !== '42501') throw error;
    }
  }
  return loudSettings(server.url);
}

type Name = keyof typeof quiet;
const names = Object.keys(quiet).filter((name): name is Name => name in quiet);

/** As the role sees them; a higher threshold of messages than ours is as good. */
async function loudSettings(url: string): Promise<Name[]> {
  const client = new SafeClient({ connectionString: url, application_name: 'shouxin-migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: Name; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
      [names],
    );
    return rows.filter(({ name, setting }) => !isQuiet(name, setting)).map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function isQuiet(name: Name, setting: string): boolean {
  if (setting === quiet[name]) return true;
  return name === 'log_min_messages' && (setting === 'fatal' || setting === 'panic');
}
