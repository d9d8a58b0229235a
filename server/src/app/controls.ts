// The controls, put together: keys, vault, log, identity, policy, consent, disclosure. `opener` appears here once, as an
// argument of disclosure, and nowhere else in the program (ARCHITECTURE promise 1).
import { join } from 'node:path';
import { rule } from '@shouxin/contract/items';
import { createAudit, fileWitness } from '../controls/audit/index.ts';
import { createConsent } from '../controls/consent/index.ts';
import { createDisclosure } from '../controls/disclosure/index.ts';
import { createIdentity } from '../controls/identity/index.ts';
import { createKeys } from '../controls/keys/index.ts';
import { createPolicy } from '../controls/policy/index.ts';
import { createVault } from '../controls/vault/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { createSecretSealer } from '../kernel/crypto/index.ts';
import type { Tx } from '../kernel/database.ts';
import type { Log } from '../kernel/log.ts';
import { openProviderOf, type ProviderParts } from './key-provider.ts';

export interface ControlsParts {
  readonly db: Tx;
  readonly tenant: string;
  readonly suite: 'gm' | 'intl';
  /** SHOUXIN_KEYS: key store and witness. */
  readonly keysFolder: string;
  /** Refuses to make a key by itself. */
  readonly production?: boolean;
  readonly keySettings?: ProviderParts['keySettings'];
  readonly unsealing?: ProviderParts['unsealing'];
  readonly clock: Clock;
  readonly log: Log;
}

export const rules = { number: rule };

export async function createControls(parts: ControlsParts) {
  const { db, tenant, suite, keysFolder, clock, log } = parts;
  const suiteId = suite === 'gm' ? 2 : 1;
  const keys = await createKeys({
    db,
    tenant,
    suite: suiteId,
    clock,
    openProvider: (mark) => openProviderOf({ ...parts, suite: suiteId }, mark),
  });
  const { keyring } = keys;
  const { sealer, opener, fingerprint } = createVault(keyring);
  const secrets = createSecretSealer({ tenant, leaseKey: () => keyring.secretKey() });
  const audit = await createAudit({
    db,
    clock,
    tenant,
    signer: keyring.auditSigner(),
    witness: fileWitness(join(keysFolder, 'witness.json')),
    onFault: (error) => log.fault('audit', error),
  });
  const identity = createIdentity({
    db,
    clock,
    secrets,
    rule,
    onFault: (error) => log.fault('identity', error),
  });
  const policy = createPolicy();
  const consent = createConsent({ rules });
  const disclosure = createDisclosure({ policy, consent, opener, rules });
  return { keys, sealer, fingerprint, secrets, audit, identity, policy, consent, disclosure };
}

export type Controls = Awaited<ReturnType<typeof createControls>>;
