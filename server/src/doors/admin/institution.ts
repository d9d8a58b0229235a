// The first start of a real institution: its head office and one system administrator, whose credentials lie in a file for one
// pair of hands. Everybody else is made by that account; nobody can sign in before.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../app.ts';

export interface Opening {
  /** Keys folder: the credentials lie there until they are taken away. */
  readonly keys: string;
  readonly tenant: string;
  readonly say: (line: string) => void;
}

export async function openInstitution(app: App, { keys, tenant, say }: Opening): Promise<void> {
  if (await app.identity.hasAccounts(app.db)) return;
  const account = 'sysadmin';
  const { password, totpSecret, totpUri } = app.identity.madeCredentials(account);
  const file = join(keys, 'first-sign-in.json');
  writeFileSync(file, `${JSON.stringify({ account, password, totpUri })}\n`, { mode: 0o600 });
  await app.runDuty('institution.open', async (call) => {
    const name = { zh: tenant, en: tenant };
    const head = await app.identity.createUnit(call.tx, {
      parent: null,
      kind: 'entity',
      code: 'HQ',
      name,
      at: call.at,
    });
    await app.identity.createAccount(call.tx, {
      account,
      displayName: '系统管理员',
      post: 'sysadmin',
      unit: head.id,
      password,
      totpSecret,
      demonstration: false,
      by: null,
      at: call.at,
    });
    call.append({ facts: { units: 1, accounts: 1 } });
  });
  say(
    `The first account is ${account}. Its password and TOTP secret are in ${file}: take them over, sign in, delete the file.`,
  );
}
