// The key provider of a single machine: all keys in one sealed file outside the data folder, opened by a key file beside it,
// by a passphrase or by shares. It keeps the contract of provider.ts; a token or a card can take its place without a change elsewhere.
import {
  encodeParts,
  exportKey,
  mac,
  newKey,
  newSm2Key,
  NotAuthentic,
  signerFromSeed,
  sm2SignerFrom,
  suiteOf,
  unwrapKey,
  wrapKey,
  type AeadKey,
  type SecretKey,
  type Signer,
} from '../../../../kernel/crypto/index.ts';
import {
  KeyRefused,
  mayBecome,
  mayProcess,
  mayProtect,
  type KeyContext,
  type KeyDescription,
  type KeyProvider,
  type KeySpec,
  type KeyState,
  type KeyUse,
} from '../provider.ts';
import type { StoredKey } from './keystore.ts';
import { openStore, type OpenStore, type SealedFileOptions } from './open-store.ts';

const providerName = 'sealed-file';

interface Need {
  readonly use: KeyUse;
  readonly context: KeyContext;
  readonly may: (state: KeyState) => boolean;
}

/** The key, if it is there, made for this use and this context, and in a state that permits it. */
function keyFor(store: OpenStore, id: string, need: Need): AeadKey {
  const stored = store.keys.get(id);
  if (!stored) throw new KeyRefused('unknown');
  const { description, material } = stored;
  if (!material) throw new KeyRefused('destroyed');
  if (description.use !== need.use) throw new KeyRefused('wrong-use');
  if (description.label !== need.context[0]) throw new KeyRefused('wrong-context');
  if (!need.may(description.state)) throw new KeyRefused('wrong-state');
  return { suite: suiteOf(description.suite), key: material };
}

function unwrap(by: AeadKey, wrapped: Uint8Array, context: KeyContext): SecretKey {
  try {
    return unwrapKey(by, wrapped, context);
  } catch (error) {
    throw error instanceof NotAuthentic ? new KeyRefused('not-authentic') : error;
  }
}

const isSigning = (use: KeyUse | undefined): boolean => use === 'sign' || use === 'sign-sm2';

const signers = new WeakMap<SecretKey, Signer>();

function signerOf(material: SecretKey, use: KeyUse): Signer {
  const known = signers.get(material);
  if (known) return known;
  const signer = use === 'sign-sm2' ? sm2SignerFrom(material) : ed25519Signer(material);
  signers.set(material, signer);
  return signer;
}

function ed25519Signer(material: SecretKey): Signer {
  const seed = exportKey(material);
  const signer = signerFromSeed(seed);
  seed.fill(0);
  return signer;
}

function newMaterial({ use, suite }: KeySpec): SecretKey {
  if (use === 'sign-sm2') return newSm2Key();
  return newKey(use === 'wrap' ? suiteOf(suite).keyBytes : 32);
}

function describeNew(spec: KeySpec, version: number, at: string): StoredKey {
  const material = newMaterial(spec);
  const description: KeyDescription = {
    ...spec,
    id: `${spec.name}#${version}`,
    version,
    state: 'active',
    createdAt: at,
    changedAt: at,
    ...(isSigning(spec.use) && {
      publicKey: Buffer.from(signerOf(material, spec.use).publicKey).toString('hex'),
    }),
  };
  return { description, material };
}

function versionsOf(store: OpenStore): Map<string, number> {
  const versions = new Map<string, number>();
  for (const { description } of store.keys.values()) {
    const known = versions.get(description.name) ?? 0;
    versions.set(description.name, Math.max(known, description.version));
  }
  return versions;
}

function generateIn(store: OpenStore, specs: readonly KeySpec[], at: string): StoredKey[] {
  const versions = versionsOf(store);
  return specs.map((spec) => {
    const version = (versions.get(spec.name) ?? 0) + 1;
    versions.set(spec.name, version);
    return describeNew(spec, version, at);
  });
}

function movedTo(store: OpenStore, id: string, change: { to: KeyState; at: string }): StoredKey {
  const stored = store.keys.get(id);
  if (!stored) throw new KeyRefused('unknown');
  if (!mayBecome(stored.description.state, change.to)) throw new KeyRefused('wrong-state');
  const description = { ...stored.description, state: change.to, changedAt: change.at };
  return change.to === 'destroyed' ? { description } : { ...stored, description };
}

export async function openSealedFile(options: SealedFileOptions): Promise<KeyProvider> {
  const store = await openStore(options);
  const now = (): string => options.clock.now().toISOString();
  const move = (id: string, to: KeyState) =>
    store.change(() => {
      const moved = movedTo(store, id, { to, at: now() });
      return { put: [moved], result: (generation) => ({ ...moved, generation }) };
    });
  return {
    suites: [2, 1],
    generate: (specs) =>
      store.change(() => {
        const made = generateIn(store, specs, now());
        return { put: made, result: () => made.map(({ description }) => description) };
      }),
    wrap: async (id, key, context) =>
      wrapKey(keyFor(store, id, { use: 'wrap', context, may: mayProtect }), key, context),
    unwrap: async (id, wrapped, context) =>
      unwrap(keyFor(store, id, { use: 'wrap', context, may: mayProcess }), wrapped, context),
    mac: async (id, message, context) => {
      const by = keyFor(store, id, { use: 'mac', context, may: mayProcess });
      return mac(by.suite, by.key, encodeParts([...context, message]));
    },
    sign: async (id, message, context) => {
      const stated = store.keys.get(id)?.description.use;
      const use = stated === 'sign-sm2' ? stated : 'sign';
      const { key } = keyFor(store, id, { use, context, may: mayProtect });
      return signerOf(key, use).sign(message);
    },
    transition: async (id, to) => {
      if (to === 'destroyed') throw new KeyRefused('wrong-state');
      return (await move(id, to)).description;
    },
    destroy: async (id) => {
      const { generation, description } = await move(id, 'destroyed');
      return { id, destroyedAt: description.changedAt, generation, provider: providerName };
    },
    describe: async () => [...store.keys.values()].map(({ description }) => description),
    health: async () => ({
      provider: providerName,
      isReady: true,
      generation: store.generation,
      openedBy: store.unsealedBy,
    }),
  };
}
