// Signs the report of an attack over HTTP, where no key of the institution is at hand: with a key made for this report, whose
// name says that it is nobody's.
import { generateKeyPairSync, sign } from 'node:crypto';
import {
  attackFormat,
  attackReport,
  attackText,
  noteTypeEd25519,
  oneTimeKeyName,
  type AttackReport,
} from '@shouxin/contract/proof';
import { sha256 } from './bytes.ts';

/** The raw key at the end of its SPKI form (RFC 8410). */
const rawBytes = 32;

export function signOnce(unsigned: Omit<AttackReport, 'signedBy'>): string {
  const report = attackReport.parse({ ...unsigned, signedBy: 'one-time' });
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-rawBytes);
  const encoded = Buffer.concat([Buffer.of(noteTypeEd25519), raw]);
  const id = Buffer.from(sha256(Buffer.from(`${oneTimeKeyName}\n`), encoded)).subarray(0, 4);
  const digest = Buffer.from(sha256(Buffer.from(JSON.stringify(report)))).toString('base64');
  const text = attackText(digest);
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]);
  const note = [
    ...text.slice(0, -1).split('\n'),
    '',
    `— ${oneTimeKeyName} ${signature.toString('base64')}`,
  ];
  const key = `${oneTimeKeyName}+${id.toString('hex')}+${encoded.toString('base64')}`;
  return `${JSON.stringify({ format: attackFormat, report, key, note }, null, 2)}\n`;
}
