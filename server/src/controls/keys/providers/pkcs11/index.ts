// The key provider whose keys live in a PKCS#11 token and never leave it (R1.3.2a, SECURITY 4.7): wrapping, MACs and signatures
// are made inside. It keeps the contract of provider.ts; when the token does not answer, nobody else answers for it.
import type { Clock } from '../../../../kernel/clock.ts';
import { encodeParts } from '../../../../kernel/crypto/index.ts';
import { frameOf, requireKey, type Need } from '../described.ts';
import { KeyRefused, mayProcess, mayProtect, type KeyProvider } from '../provider.ts';
import { Connection, type TokenLimits, type Working } from './connection.ts';
import type { Cryptoki } from './cryptoki.ts';
import { macWith, signWith, tokenSuite, unwrapWith, wrapWith } from './key-objects.ts';
import { loadCryptoki } from './library.ts';
import { OpenToken, type OpenKey } from './open-token.ts';

const providerName = 'pkcs11';
const openedBy = 'pin-file';
const limitsOf = (given: Partial<TokenLimits> = {}): TokenLimits => ({
  sessionsMax: 2,
  callMs: 4_000,
  waitMs: 4_000,
  pauseMs: 1_000,
  ...given,
});

type Work<T> = (on: Working, key: OpenKey) => Promise<T>;

export interface Pkcs11Options {
  /** Absolute path of the vendor's library. */
  readonly module: string;
  /** Label or serial number. */
  readonly token: string;
  readonly pinFile: string;
  readonly tenant: string;
  readonly clock: Clock;
  readonly mark?: number | undefined;
  readonly limits?: Partial<TokenLimits>;
  readonly onFault?: (error: unknown) => void;
  /** Tests put a token that fails in place of the module. */
  readonly load?: () => Promise<Cryptoki>;
}

type Keys = Pick<KeyProvider, 'wrap' | 'unwrap' | 'mac' | 'sign'>;
type Changes = Pick<KeyProvider, 'generate' | 'transition' | 'destroy'>;

/** What is known of a key decides first; the token is asked only for what is permitted. */
function keysOf(token: OpenToken, connection: Connection): Keys {
  const withKey = async <T>(id: string, need: Need, work: Work<T>): Promise<T> => {
    const known = token.find(id);
    requireKey(known?.description, need);
    if (!known || known.isEnding) throw new KeyRefused('destroyed');
    return connection.use((on) => work(on, { ...known, handle: token.handleOf(id) }));
  };
  return {
    wrap: (id, key, context) =>
      withKey(id, { use: 'wrap', context, may: mayProtect }, (on, by) =>
        wrapWith(on, by, { key, aad: encodeParts(context) }),
      ),
    unwrap: (id, wrapped, context) =>
      withKey(id, { use: 'wrap', context, may: mayProcess }, (on, by) =>
        unwrapWith(on, by, { ...frameOf(tokenSuite, wrapped), aad: encodeParts(context) }),
      ),
    mac: (id, message, context) =>
      withKey(id, { use: 'mac', context, may: mayProcess }, (on, { handle }) =>
        macWith(on, handle, encodeParts([...context, message])),
      ),
    sign: (id, message, context) =>
      withKey(id, { use: 'sign', context, may: mayProtect }, (on, { handle }) =>
        signWith(on, handle, message),
      ),
  };
}

function changesOf(token: OpenToken, connection: Connection): Changes {
  return {
    generate: async (specs) => {
      if (specs.some(({ suite }) => suite !== tokenSuite)) throw new KeyRefused('wrong-suite');
      return token.change(connection, (on) => token.make(on, specs));
    },
    transition: async (id, to) => {
      if (to === 'destroyed') throw new KeyRefused('wrong-state');
      return token.change(connection, (on) => token.move(on, id, to));
    },
    destroy: async (id) => {
      const { destroyedAt, generation } = await token.change(connection, async (on) => {
        const { changedAt } = await token.destroy(on, id);
        return { destroyedAt: changedAt, generation: token.generation };
      });
      return { id, destroyedAt, generation, provider: providerName };
    },
  };
}

export async function openPkcs11(options: Pkcs11Options): Promise<KeyProvider> {
  const { tenant, mark, clock, pinFile, onFault } = options;
  const token = new OpenToken({ tenant, mark, now: () => clock.now().toISOString() });
  const connection = new Connection({
    load: options.load ?? (() => loadCryptoki(options.module)),
    token: options.token,
    pinFile,
    limits: limitsOf(options.limits),
    onSignedIn: (on) => token.load(on),
    onFault,
  });
  await connection.open();
  return {
    suites: [tokenSuite],
    ...keysOf(token, connection),
    ...changesOf(token, connection),
    describe: async () => token.descriptions(),
    health: async () => ({
      provider: providerName,
      isReady: await connection.isAlive(),
      generation: token.generation,
      openedBy,
    }),
    close: () => connection.close(),
  };
}
