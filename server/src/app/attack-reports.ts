// Reports of attacks that the institution made on itself (`npm run attack`), as they lie in a folder: the newest of each kind, and whether
// the key of this log signed it. What a file says of its own signature counts for nothing (R3.1.4).
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  attackBytesMax,
  attackFile,
  attackText,
  originOf,
  type AttackFile,
} from '@shouxin/contract/proof';
import { openNote } from '../controls/audit/index.ts';
import type { Keyring } from '../controls/keys/index.ts';
import { sha256 } from '../kernel/crypto/index.ts';
import type { StorageParts } from '../records/storage/index.ts';

interface Given {
  /** Absent or not there: nobody has attacked yet. */
  readonly attackReportsFolder?: string;
  readonly tenant: string;
  readonly keyring: Pick<Keyring, 'auditSigner'>;
}

const filesMax = 100;

export function createAttackReports(given: Given): StorageParts['attackReports'] {
  return () => {
    const newest = new Map<string, ReturnType<typeof seenIn>>();
    for (const file of filesIn(given.attackReportsFolder)) {
      const it = seenIn(file, given);
      const before = newest.get(it.as);
      if (!before || before.at < it.at) newest.set(it.as, it);
    }
    return [...newest.values()].toSorted((a, b) => (a.as < b.as ? -1 : 1));
  };
}

function filesIn(folder: string | undefined): AttackFile[] {
  if (folder === undefined) return [];
  const names = namesIn(folder).filter((name) => name.endsWith('.json'));
  return names.slice(0, filesMax).flatMap((name) => {
    const file = attackFile.safeParse(readSmall(join(folder, name)));
    return file.success ? [file.data] : [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function readSmall(path: string): unknown {
  try {
    const { size } = statSync(path);
    return size > attackBytesMax ? undefined : JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function seenIn({ report, note }: AttackFile, { tenant, keyring }: Given) {
  const { as, at, held, attempts } = report;
  const { publicKey } = keyring.auditSigner();
  const digest = Buffer.from(sha256(Buffer.from(JSON.stringify(report)))).toString('base64');
  const signed = openNote(`${note.join('\n')}\n`, originOf(tenant), publicKey);
  return {
    as,
    at: new Date(at),
    held,
    attempts: attempts.length,
    heldCount: attempts.filter((it) => it.held).length,
    isSigned: signed === attackText(digest),
  };
}
