// Signs what came of an attack: by the key of the log, or by a key made for one report where the keys cannot be opened.
import {
  attackFormat,
  attackReport,
  attackText,
  oneTimeKeyName,
  originOf,
  type AttackReport,
} from '@shouxin/contract/proof';
import { signNote, verifierKeyOf } from '../../../controls/audit/index.ts';
import { randomBytes, sha256, signerFromSeed, type Signer } from '../../../kernel/crypto/index.ts';

/** A key for one report says that the file is whole, and not whose it is: its name says so. */
export function oneTimeSigner(): Signer {
  return signerFromSeed(randomBytes(32));
}

export async function signReport(report: AttackReport, signer: Signer): Promise<string> {
  const parsed = attackReport.parse(report);
  const name = report.signedBy === 'institution' ? originOf(report.tenant) : oneTimeKeyName;
  const digest = Buffer.from(sha256(Buffer.from(JSON.stringify(parsed)))).toString('base64');
  const note = await signNote(attackText(digest), name, signer);
  const file = {
    format: attackFormat,
    report: parsed,
    key: verifierKeyOf(name, signer.publicKey),
    note: note.slice(0, -1).split('\n'),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
