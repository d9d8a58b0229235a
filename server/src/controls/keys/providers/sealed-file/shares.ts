// The unseal key in n shares of which any m put it together (Shamir over GF(256), by the audited shamir-secret-sharing).
// What is added here is what a custodian needs: a text that survives being copied by hand, and a name for every mistake. A
// share that is mistyped, foreign, forged or given twice is refused by a sentence that says which it is.
//   SX1 | base32( set 8 | index 1 | need 1 | x 1 | y 32 | checksum 7 ), in twenty groups of four
import { combine, split } from 'shamir-secret-sharing';
import {
  encodeParts,
  isSameBytes,
  mac,
  randomBytes,
  Secret,
  sha256,
  suiteOf,
  takeKey,
  type SecretKey,
  type SuiteId,
} from '../../../../kernel/crypto/index.ts';
import { invariant } from '../../../../kernel/invariant.ts';
import { KeystoreRefused } from './files.ts';
import { checkOf, isKeyOf, type MadeWay, type SharesWay } from './ways.ts';

const prefix = 'SX1';
const keyLength = 32;
const bodyLength = 8 + 1 + 1 + 1 + keyLength;
const sumLength = 7;
const textLength = ((bodyLength + sumLength) * 8) / 5;

/** Crockford's: no I, L, O and U, so that nothing written by hand is read as something else. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export class ShareRefused extends Error {
  override readonly name = 'ShareRefused';
}

export interface Share {
  readonly set: string;
  readonly index: number;
  readonly need: number;
  /** y | x, as the library has it. */
  readonly point: Secret<Uint8Array>;
}

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let [held, bits] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
    held &= 31;
  }
  return text;
}

function fromBase32(text: string): Buffer {
  const bytes = Buffer.alloc((text.length * 5) >> 3);
  let [held, bits, at] = [0, 0, 0];
  for (const sign of text) {
    held = ((held << 5) | alphabet.indexOf(sign)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >> bits) & 255;
    at += 1;
  }
  return bytes;
}

const sumOf = (body: Uint8Array): Uint8Array =>
  sha256(encodeParts(['shouxin/share/v1', body])).subarray(0, sumLength);

export function writeShare(share: Share): string {
  const point = share.point.reveal();
  const body = Buffer.concat([
    Buffer.from(share.set, 'hex'),
    Buffer.from([share.index, share.need]),
    point.subarray(keyLength),
    point.subarray(0, keyLength),
  ]);
  const signs = toBase32(Buffer.concat([body, sumOf(body)]));
  return [prefix, ...(signs.match(/.{4}/g) ?? [])].join('-');
}

/** Reads what was typed or copied; spaces, hyphens, lines and case do not matter. */
export function readShare(text: string): Share {
  const signs = text
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replace(new RegExp(`^${prefix}`), '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  const isForm = signs.length === textLength && [...signs].every((it) => alphabet.includes(it));
  if (!isForm) {
    throw new ShareRefused(
      `这不是一份分片：${prefix} 之后应为 ${textLength} 位字符，实际 ${signs.length} 位。/ This is not a share: it has ` +
        `${prefix} and ${textLength} characters of 0-9 and A-Z without I, L, O and U; ${signs.length} were read.`,
    );
  }
  const bytes = fromBase32(signs);
  const body = bytes.subarray(0, bodyLength);
  if (!isSameBytes(sumOf(body), bytes.subarray(bodyLength))) {
    throw new ShareRefused(
      '分片抄写有误：校验码不符，请逐组核对。/ The share has a writing mistake: its checksum does not fit. Compare it group by group.',
    );
  }
  return {
    set: body.toString('hex', 0, 8),
    index: body[8] ?? 0,
    need: body[9] ?? 0,
    point: new Secret(Uint8Array.from([...body.subarray(11), body[10] ?? 0])),
  };
}

/** Commits to a share without telling it: what it is made from has 256 bits that nobody can try out. */
function markOf(share: Share, suite: SuiteId): string {
  const key = takeKey(Uint8Array.from(share.point.reveal()));
  const message = encodeParts(['shouxin/share-mark/v1', share.set, share.index, share.need]);
  return mac(suiteOf(suite), key, message).toString('hex', 0, 16);
}

export interface MadeShares extends MadeWay {
  readonly way: SharesWay;
  readonly shares: readonly Share[];
}

export async function newShares(
  { of, need }: { readonly of: number; readonly need: number },
  suite: SuiteId,
): Promise<MadeShares> {
  const secret = Uint8Array.from(randomBytes(keyLength));
  const set = randomBytes(8).toString('hex');
  const points = await split(secret, of, need);
  const shares = points.map((point, at): Share => ({
    set,
    index: at + 1,
    need,
    point: new Secret(point),
  }));
  const key = takeKey(secret);
  const marks = shares.map((share) => markOf(share, suite));
  return {
    way: { way: 'shares', suite, set, of, need, marks, check: checkOf(key, set, suite) },
    key,
    shares,
  };
}

/** Shares of one set as they come in, each checked by itself, until they make the key. */
export class ShareCollector {
  readonly #way: SharesWay;
  readonly #given = new Map<number, Share>();

  constructor(way: SharesWay) {
    this.#way = way;
  }

  get missing(): number {
    return this.#way.need - this.#given.size;
  }

  get indices(): number[] {
    return [...this.#given.keys()].toSorted((a, b) => a - b);
  }

  add(text: string): void {
    const share = readShare(text);
    const { index, set } = share;
    if (set !== this.#way.set) {
      throw new ShareRefused(
        `第 ${index} 份属于另一组分片（${set}），所需为 ${this.#way.set}。/ Share ${index} belongs to another set (${set}); ` +
          `wanted is ${this.#way.set}.`,
      );
    }
    if (markOf(share, this.#way.suite) !== this.#way.marks[index - 1]) {
      throw new ShareRefused(
        `第 ${index} 份不是当时发出的分片。/ Share ${index} is not the one that was handed out.`,
      );
    }
    if (this.#given.has(index)) {
      throw new ShareRefused(`第 ${index} 份已经提供过。/ Share ${index} was given already.`);
    }
    this.#given.set(index, share);
  }

  /** The key, once nothing is missing; compared with what the way says of it. */
  async key(): Promise<SecretKey> {
    invariant(this.missing === 0, 'a key is put together from enough shares');
    const points = [...this.#given.values()].map(({ point }) => point.reveal());
    const key = takeKey(await combine(points));
    if (isKeyOf(this.#way, key)) return key;
    throw new KeystoreRefused('这些分片拼不出密钥。/ These shares do not make the key.');
  }
}
