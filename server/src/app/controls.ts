// The controls, put together: keys, vault, log, identity, policy, consent, disclosure. `opener` appears here once, as an
// argument of disclosure, and nowhere else in the program (ARCHITECTURE promise 1).
import { join } from 'node:path';
import { isUnconfirmed, rule, ruleRowOf } from '@shouxin/contract/items';
import { createAudit, fileWitness } from '../controls/audit/index.ts';
import { createConsent } from '../controls/consent/index.ts';
import { createDisclosure } from '../controls/disclosure/index.ts';
import { createIdentity } from '../controls/identity/index.ts';
import {
  createKeys,
  gradeSuitesFrom,
  openKeyProvider,
  type Cryptoperiod,
  type UnsealSources,
} from '../controls/keys/index.ts';
import { createPolicy } from '../controls/policy/index.ts';
import { createVault } from '../controls/vault/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { createSecretSealer } from '../kernel/crypto/index.ts';
import type { Tx } from '../kernel/database.ts';
import type { KeyProviderSettings } from '../kernel/key-settings.ts';
import type { Log } from '../kernel/log.ts';

export interface ControlsParts {
  readonly db: Tx;
  readonly tenant: string;
  readonly suite: 'gm' | 'intl';
  /** SHOUXIN_KEYS: key store and witness. */
  readonly keysFolder: string;
  /** While two persons accept a loss: the file that becomes the witness once that is on record. */
  readonly witnessFile?: string;
  /** Where the top keys are; the sealed file in `keysFolder` when not given. */
  readonly keyProvider?: KeyProviderSettings;
  /** Refuses to make a key by itself. */
  readonly production?: boolean;
  /** What unseals the sealed file besides the files that the settings name. */
  readonly unsealing?: UnsealSources;
  readonly clock: Clock;
  readonly log: Log;
}

export const rules = { number: rule };

/** Kinds of keys that the rule library gives a time of use. */
const withPeriod = new Set([
  'tenant',
  'bucket',
  'customer',
  'index',
  'secret',
  'audit',
  'audit-sm2',
]);

const cryptoperiod: Cryptoperiod = (kind) => {
  if (!withPeriod.has(kind)) return undefined;
  const row = ruleRowOf(`keys.cryptoperiod.${kind === 'audit-sm2' ? 'audit' : kind}_days`);
  return { days: rule(row.key), isUnconfirmed: isUnconfirmed(row) };
};

export async function createControls(parts: ControlsParts) {
  const { db, tenant, suite, keysFolder, clock, log } = parts;
  const suiteId = suite === 'gm' ? 2 : 1;
  const keys = await createKeys({
    db,
    tenant,
    suite: suiteId,
    gradeSuites: gradeSuitesFrom(rule),
    clock,
    cryptoperiod,
    openProvider: (mark) =>
      openKeyProvider(parts.keyProvider ?? { kind: 'file' }, {
        ...parts,
        suite: suiteId,
        mark,
        onFault: (error) => log.fault('keys', error),
      }),
  });
  const { keyring } = keys;
  const { sealer, opener, retag, reencrypt, trial, fingerprint } = createVault(keyring);
  const secrets = createSecretSealer({ tenant, leaseKey: () => keyring.secretKey() });
  const sm2 = keyring.sm2AuditSigner();
  const audit = await createAudit({
    db,
    clock,
    tenant,
    signer: keyring.auditSigner(),
    ...(sm2 && { sm2 }),
    witness: fileWitness(join(keysFolder, parts.witnessFile ?? 'witness.json')),
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
  return {
    keys,
    sealer,
    retag,
    reencrypt,
    trial,
    fingerprint,
    secrets,
    audit,
    identity,
    policy,
    consent,
    disclosure,
  };
}

export type Controls = Awaited<ReturnType<typeof createControls>>;
