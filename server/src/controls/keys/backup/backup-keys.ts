// What seals and signs backup sets, asked of the provider itself: a restore has no database yet, and a set is opened by
// versions that are long replaced. No key of it leaves but the data key of one chain of sets, wrapped (SECURITY 4.1).
import { newKey, type SecretKey, type SuiteId } from '../../../kernel/crypto/index.ts';
import { kinds } from '../hierarchy.ts';
import {
  KeyRefused,
  mayProtect,
  type KeyContext,
  type KeyDescription,
  type KeyProvider,
} from '../providers/provider.ts';

export interface WrappedDataKey {
  /** Version that wrapped it, `backup#1`. */
  readonly id: string;
  /** Of what the data key seals. */
  readonly suite: SuiteId;
  readonly wrapped: Buffer;
}

export interface SignedBy {
  readonly id: string;
  readonly publicKey: string;
  readonly signature: Buffer;
}

export interface KeyEpochs {
  readonly provider: string;
  readonly generation: number;
  /** Newest version of every name, and the oldest that still opens. */
  readonly epochs: Readonly<Record<string, [newest: number, oldest: number]>>;
}

export interface BackupKeys {
  /** A data key for a new chain, bound to its name. */
  newDataKey(chain: string): Promise<{ key: SecretKey; wrapped: WrappedDataKey }>;
  dataKey(chain: string, wrapped: WrappedDataKey): Promise<SecretKey>;
  sign(message: Uint8Array): Promise<SignedBy>;
  /** Public key, hex, of a version that signs or signed; absent: not a key of this store. */
  signerOf(id: string): Promise<string | undefined>;
  /** Names and versions, never material. */
  epochs(): Promise<KeyEpochs>;
  /** Whether this version of a key still opens. */
  opens(id: string): Promise<boolean>;
}

export function createBackupKeys(
  provider: KeyProvider,
  { tenant, suite }: { readonly tenant: string; readonly suite: SuiteId },
): BackupKeys {
  const context = (chain: string, of: number): KeyContext => [
    kinds.backup.label,
    tenant,
    chain,
    of,
  ];
  const find = async (id: string) => (await provider.describe()).find((it) => it.id === id);
  return {
    async newDataKey(chain) {
      const { id } = newest(await provider.describe(), 'backup');
      const key = newKey();
      const wrapped = await provider.wrap(id, key, context(chain, suite));
      return { key, wrapped: { id, suite, wrapped } };
    },
    dataKey: (chain, it) => provider.unwrap(it.id, it.wrapped, context(chain, it.suite)),
    async sign(message) {
      const { id, publicKey } = newest(await provider.describe(), 'backup-sign');
      if (publicKey === undefined) throw new KeyRefused('wrong-use');
      const by: KeyContext = [kinds['backup-sign'].label, tenant];
      return { id, publicKey, signature: Buffer.from(await provider.sign(id, message, by)) };
    },
    signerOf: async (id) => {
      const found = await find(id);
      return found?.name === 'backup-sign' ? found.publicKey : undefined;
    },
    epochs: async () => {
      const { provider: name, generation } = await provider.health();
      return { provider: name, generation, epochs: epochsOf(await provider.describe()) };
    },
    opens: async (id) => {
      const found = await find(id);
      return found !== undefined && found.state !== 'destroyed';
    },
  };
}

function newest(described: readonly KeyDescription[], name: string): KeyDescription {
  const mine = described.filter((it) => it.name === name && mayProtect(it.state));
  const [found] = mine.toSorted((a, b) => b.version - a.version);
  if (!found) throw new KeyRefused('unknown');
  return found;
}

function epochsOf(described: readonly KeyDescription[]): KeyEpochs['epochs'] {
  const epochs: Record<string, [number, number]> = {};
  for (const { name, version, state } of described) {
    const [highest, lowest] = epochs[name] ?? [0, Number.MAX_SAFE_INTEGER];
    const stillOpens = state === 'destroyed' ? lowest : Math.min(lowest, version);
    epochs[name] = [Math.max(highest, version), stillOpens];
  }
  for (const range of Object.values(epochs)) range[1] = Math.min(range[1], range[0]);
  return epochs;
}
