// Detail of an audit entry, a proposal's payload, a reason in free text: sealed under the subject's key, or, where there is
// no subject, under the log key of the month; and the salted commitment that the entry itself carries (SECURITY 4.6).
import {
  bindEnvelope,
  flags,
  isSameSecret,
  openEnvelope,
  randomBytes,
  readEnvelope,
  sealEnvelope,
  sha256,
  type DataKey,
} from '../../kernel/crypto/index.ts';
import { trailClass, type Keyring } from '../keys/index.ts';
import { isBroken } from './field.ts';
import { SealBroken, type Tx, type Value } from './place.ts';

/** The class whose key seals details, where none is named: that of identity data. */
export const detailClass = trailClass;
const detailLabel = 'shouxin/detail/v1';
const saltLength = 32;

export interface DetailPlace {
  /** Absent: nobody's, under the log key of the month of `at`. */
  readonly subject?: string;
  /** Retention class of the subject's key; `detailClass` when not given. */
  readonly class?: string;
  /** When the entry or proposal was made; stored with it. */
  readonly at: Date;
  /** `entry`, `proposal`, `reason`: one does not open as another. */
  readonly kind: string;
  /** Id of the entry or proposal it belongs to. */
  readonly about: string;
}

export interface DetailToSeal extends DetailPlace {
  readonly value: Value;
}

export interface DetailToOpen extends DetailPlace {
  readonly envelope: Uint8Array;
}

const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

function bind(key: DataKey, tenant: string, it: DetailPlace) {
  const belongsTo = it.subject ?? `log/${monthOf(it.at)}`;
  const by = key.envelopeKey({ label: detailLabel, context: [it.kind, it.about] });
  return { by, aad: bindEnvelope(by, detailLabel, [tenant, it.kind, belongsTo, it.about]) };
}

async function sealingKey(keyring: Keyring, tx: Tx, it: DetailPlace): Promise<DataKey> {
  if (it.subject === undefined) return keyring.logKey(monthOf(it.at));
  const [key] = await keyring.sealingKeys(tx, [
    { subject: it.subject, class: it.class ?? detailClass },
  ]);
  if (!key) throw new SealBroken('detail', it.about);
  return key;
}

export async function sealDetail(keyring: Keyring, tx: Tx, it: DetailToSeal): Promise<Buffer> {
  const { by, aad } = bind(await sealingKey(keyring, tx, it), keyring.tenant, it);
  return sealEnvelope(by, { aad, value: it.value, flag: flags.padded });
}

async function openingKey(keyring: Keyring, tx: Tx, it: DetailToOpen): Promise<DataKey> {
  const { kid } = readEnvelope(it.envelope);
  if (it.subject === undefined) return keyring.openingLogKey(monthOf(it.at), kid);
  const wanted = { subject: it.subject, class: it.class ?? detailClass, kid };
  const [key] = await keyring.openingKeys(tx, [wanted]);
  if (!key) throw new SealBroken('detail', it.about);
  return key;
}

export async function openDetail(keyring: Keyring, tx: Tx, it: DetailToOpen): Promise<Buffer> {
  try {
    const { by, aad } = bind(await openingKey(keyring, tx, it), keyring.tenant, it);
    return openEnvelope(by, { aad, envelope: it.envelope, flag: flags.padded });
  } catch (error) {
    throw isBroken(error) ? new SealBroken('detail', it.about) : error;
  }
}

export interface Commitment {
  /** Kept with the text, under seal: without it the commitment tells nothing, also not to somebody who guesses. */
  readonly salt: Buffer;
  /** SHA-256(salt | text), hex: this alone stands in the log. */
  readonly commitment: string;
}

function commitmentOf(salt: Uint8Array, text: Value): string {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return Buffer.from(sha256(Buffer.concat([salt, bytes]))).toString('hex');
}

export function commit(text: Value): Commitment {
  const salt = randomBytes(saltLength);
  return { salt, commitment: commitmentOf(salt, text) };
}

export function isCommittedTo(it: Commitment, text: Value): boolean {
  return it.salt.length === saltLength && isSameSecret(commitmentOf(it.salt, text), it.commitment);
}
