// The certificate: a statement whose hash goes into the log with the entry that issues it, and later the file that holds both
// with the proof. What it says is read from the key provider's own answers, and it is refused where a key still lives.
import { refuse, type FileAnswer } from '@shouxin/contract';
import {
  certificateCommitment,
  certificateFormat,
  destructionStatement,
  evidenceSchema,
  type Certificate,
  type DestructionStatement,
} from '@shouxin/contract/proof';
import type { HeldKey } from '../../controls/keys/index.ts';
import type { Call } from '../../kernel/call.ts';
import { canonical } from '../../kernel/canonical.ts';
import { sha256 } from '../../kernel/crypto/index.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { ShreddingParts } from './index.ts';
import { isCovered, type StoredShredding } from './shredding.ts';
import { erase, insertCertificate } from './store.ts';

/** In the transaction of its own entry: a certificate and its trace are there together, or neither. */
export async function issue(parts: ShreddingParts, call: Call, it: StoredShredding): Promise<void> {
  const { shredding } = it;
  // What was being written while the order was approved; its keys are gone, so no more can come.
  await erase(call.tx, shredding);
  const statement = canonical(await statementOf(parts, call, it));
  const hash = Buffer.from(sha256(Buffer.from(statement))).toString('hex');
  const entry = call.append({
    facts: { shredding },
    commitments: { [certificateCommitment]: hash },
  });
  await insertCertificate(call.tx, { shredding, statement, entry, at: call.at });
}

async function statementOf(
  { keys, audit, tenant }: ShreddingParts,
  call: Call,
  it: StoredShredding,
): Promise<DestructionStatement> {
  const held = (await keys.heldBy(call.tx, it.customer))
    .filter((key) => isCovered(it, key))
    .map((key): HeldKey => ({ ...key, oldest: it.oldest[key.kid] ?? key.epoch }));
  const died = await keys.destructionsOf(call.tx, held);
  const log = await audit.checkpoint();
  invariant(it.destroyedAt && it.effectiveAt && log, 'a certificate comes last');
  return destructionStatement.parse({
    format: certificateFormat,
    tenant,
    shredding: it.shredding,
    customer: it.number,
    class: it.class,
    keys: held.map(({ class: of, kid, bucket, suite }) => {
      return { class: of, kid, bucket: `bucket/${String(bucket).padStart(3, '0')}`, suite };
    }),
    destroyed: died.map((one) => ({ ...one, destroyedAt: one.destroyedAt.toISOString() })),
    proposal: it.proposal,
    proposedBy: it.proposedBy,
    approvedBy: it.approvedBy,
    approvedAt: it.approvedAt.toISOString(),
    keysDestroyedAt: it.destroyedAt.toISOString(),
    effectiveAt: it.effectiveAt.toISOString(),
    issuedAt: call.at.toISOString(),
    log: { size: log.size, root: Buffer.from(log.root).toString('base64') },
  });
}

export async function fileOf(
  { audit }: ShreddingParts,
  { shredding, statement, entry }: StoredShredding,
): Promise<FileAnswer> {
  if (statement === null || entry === null) return refuse('shredding.not-certified');
  const evidence = evidenceSchema.parse(JSON.parse(await audit.evidence(entry)));
  const certificate: Certificate = { format: certificateFormat, statement, evidence };
  return {
    fileName: `shouxin-destruction-${shredding}.json`,
    contentType: 'application/json',
    content: new TextEncoder().encode(`${JSON.stringify(certificate, null, 2)}\n`),
  };
}
