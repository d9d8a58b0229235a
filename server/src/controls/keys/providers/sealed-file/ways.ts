// How the unseal key of a store is come by when it is not a file beside it: stretched from a passphrase, or put together from
// shares. A way stands in clear at the head of the store, authenticated with it, and commits to its key: a wrong passphrase or
// a bad share is told apart from a damaged store, and never yields a key that is not the one.
import { z } from 'zod';
import {
  encodeParts,
  isSameBytes,
  keyFromPassphrase,
  mac,
  passphraseCost,
  passphraseCostBounds,
  randomBytes,
  suiteOf,
  type Cost,
  type SecretKey,
  type SuiteId,
} from '../../../../kernel/crypto/index.ts';

export const sharesMax = 16;
export const passphraseLengthMin = 16;

const { least, most } = passphraseCostBounds;
/** Of marks and check: a way outlives a change of the suite that new things are sealed under. */
const suite = z.union([z.literal(1), z.literal(2)]);
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

const passphraseWay = z.strictObject({
  way: z.literal('passphrase'),
  suite,
  salt: hex(16),
  /** KiB; never less than is asked for a member of staff. */
  memory: z.int().min(least.memory).max(most.memory),
  passes: z.int().min(1).max(most.passes),
  parallelism: z.int().min(1).max(most.parallelism),
  check: hex(32),
});

const sharesWay = z
  .strictObject({
    way: z.literal('shares'),
    suite,
    set: hex(8),
    of: z.int().min(2).max(sharesMax),
    need: z.int().min(2).max(sharesMax),
    /** One for each share, so that a wrong one is named before all are there. */
    marks: z.array(hex(16)),
    check: hex(32),
  })
  .refine(({ of, need, marks }) => need <= of && marks.length === of);

export const wayForm = z.discriminatedUnion('way', [passphraseWay, sharesWay]);
export type PassphraseWay = z.infer<typeof passphraseWay>;
export type SharesWay = z.infer<typeof sharesWay>;
export type Way = z.infer<typeof wayForm>;

/** A way that was just made, and the key it leads to. */
export interface MadeWay {
  readonly way: Way;
  readonly key: SecretKey;
}

/** What a way says of its key: 256 bits that no other key gives. */
export function checkOf(key: SecretKey, named: string, suite: SuiteId): string {
  const message = encodeParts(['shouxin/unseal-check/v1', named]);
  return mac(suiteOf(suite), key, message).toString('hex');
}

export function isKeyOf(way: Way, key: SecretKey): boolean {
  const named = way.way === 'shares' ? way.set : way.salt;
  const check = checkOf(key, named, way.suite);
  return isSameBytes(Buffer.from(check, 'hex'), Buffer.from(way.check, 'hex'));
}

export async function keyByPassphrase(
  way: Pick<PassphraseWay, 'salt' | keyof Cost>,
  passphrase: string,
): Promise<SecretKey> {
  const { memory, passes, parallelism } = way;
  const salt = Buffer.from(way.salt, 'hex');
  return keyFromPassphrase(passphrase, { salt, cost: { memory, passes, parallelism } });
}

export async function newPassphrase(passphrase: string, suite: SuiteId): Promise<MadeWay> {
  const salt = randomBytes(16).toString('hex');
  const way = { way: 'passphrase' as const, suite, salt, ...passphraseCost };
  const key = await keyByPassphrase(way, passphrase);
  return { way: { ...way, check: checkOf(key, salt, suite) }, key };
}
