// A database administrator against the log (SECURITY section 2, threats 8 and 25): edits, deletes, reorders, cuts, puts an older
// state back. Each is done in a transaction of the owner, the integrity check runs in it, and all of it is rolled back.
import type { Words } from '@shouxin/contract';
import type { Attempt, Obtained } from '@shouxin/contract/proof';
import { createAudit, type AuditParts } from '../../../controls/audit/index.ts';
import { transaction, type Tx } from '../../../kernel/database.ts';
import { run, withoutTriggers } from './store.ts';

interface Bending {
  readonly id: string;
  readonly threat: number;
  readonly tried: Words;
  readonly statements: string;
}

/** An entry in the middle, the one after it, and the checkpoint before the last. */
const picked = `
  CREATE TEMP TABLE pair ON COMMIT DROP AS
    SELECT seq, entry_id, hash FROM audit.leaf ORDER BY seq
    OFFSET (SELECT count(*) / 2 FROM audit.leaf) LIMIT 2;
  CREATE TEMP TABLE one ON COMMIT DROP AS SELECT * FROM pair ORDER BY seq LIMIT 1;
  CREATE TEMP TABLE older ON COMMIT DROP AS
    SELECT size FROM audit.checkpoint ORDER BY size DESC OFFSET 1 LIMIT 1`;

const editBody = `UPDATE audit.entry SET body =
  set_byte(body, octet_length(body) / 2, get_byte(body, octet_length(body) / 2) # 1)
  WHERE id = (SELECT entry_id FROM one)`;

const cut = `
  DELETE FROM audit.entry WHERE id IN (
    SELECT entry_id FROM audit.leaf WHERE seq >= (SELECT size FROM older));
  DELETE FROM audit.leaf WHERE seq >= (SELECT size FROM older)`;

const bendings: readonly Bending[] = [
  {
    id: 'dba.entry-edited',
    threat: 8,
    tried: { zh: '改动一条日志', en: 'Edit an entry' },
    statements: editBody,
  },
  {
    id: 'dba.entry-and-leaf-edited',
    threat: 8,
    tried: {
      zh: '改动一条日志，并重算其叶子哈希',
      en: 'Edit an entry and hash its leaf anew',
    },
    statements: `${editBody};
      UPDATE audit.leaf l SET hash = sha256('\\x00'::bytea || e.body) FROM audit.entry e
      WHERE e.id = l.entry_id AND l.entry_id = (SELECT entry_id FROM one)`,
  },
  {
    id: 'dba.column-edited',
    threat: 8,
    tried: { zh: '改动检索字段，使日志查不到', en: 'Edit a column by which an entry is found' },
    statements: `UPDATE audit.entry SET act = act || '.x' WHERE id = (SELECT entry_id FROM one)`,
  },
  {
    id: 'dba.entry-deleted',
    threat: 8,
    tried: { zh: '删除一条日志', en: 'Delete an entry' },
    statements: `DELETE FROM audit.entry WHERE id = (SELECT entry_id FROM one)`,
  },
  {
    id: 'dba.entry-deleted-gap-closed',
    threat: 8,
    tried: { zh: '删除一条日志并补齐序号', en: 'Delete an entry and close the gap' },
    statements: `DELETE FROM audit.entry WHERE id = (SELECT entry_id FROM one);
      DELETE FROM audit.leaf WHERE seq = (SELECT seq FROM one);
      UPDATE audit.leaf SET seq = -seq WHERE seq > (SELECT seq FROM one);
      UPDATE audit.leaf SET seq = -seq - 1 WHERE seq < 0`,
  },
  {
    id: 'dba.entries-reordered',
    threat: 8,
    tried: { zh: '调换两条日志的位置', en: 'Exchange the places of two entries' },
    statements: `UPDATE audit.leaf SET entry_id = gen_random_uuid() WHERE seq IN (SELECT seq FROM pair);
      UPDATE audit.leaf l SET entry_id = o.entry_id, hash = o.hash FROM pair o
      WHERE l.seq IN (SELECT seq FROM pair) AND o.seq <> l.seq`,
  },
  {
    id: 'dba.entry-put-in',
    threat: 8,
    tried: { zh: '插入一条未入链的日志', en: 'Put in an entry that never happened' },
    statements: `INSERT INTO audit.entry (id, at, act, body)
      SELECT gen_random_uuid(), at, act, body FROM audit.entry LIMIT 1`,
  },
  {
    id: 'dba.log-cut',
    threat: 8,
    tried: { zh: '截去末尾的日志', en: 'Cut off the end of the log' },
    statements: cut,
  },
  {
    id: 'dba.checkpoint-altered',
    threat: 8,
    tried: { zh: '改动已签名的检查点', en: 'Alter a signed checkpoint' },
    statements: `UPDATE audit.checkpoint SET root = set_byte(root, 0, get_byte(root, 0) # 1)
      WHERE size = (SELECT max(size) FROM audit.checkpoint)`,
  },
  {
    id: 'dba.older-state',
    threat: 25,
    tried: {
      zh: '把整个日志连同检查点恢复到较早的一致状态',
      en: 'Put the whole log back to an older state that is consistent and signed',
    },
    statements: `${cut};
      DELETE FROM audit.node WHERE (index + 1) * 256 ^ level > (SELECT size FROM older);
      DELETE FROM audit.checkpoint WHERE size > (SELECT size FROM older);
      DELETE FROM audit.sm3_node WHERE (index + 1) * 256 ^ level > (SELECT size FROM older);
      DELETE FROM audit.sm3_checkpoint WHERE size > (SELECT size FROM older);
      DELETE FROM audit.queue`,
  },
  {
    id: 'dba.log-emptied',
    threat: 25,
    tried: { zh: '清空全部日志', en: 'Empty the log' },
    statements: ['queue', 'entry', 'leaf', 'node', 'checkpoint', 'sm3_node', 'sm3_checkpoint']
      .map((table) => `DELETE FROM audit.${table}`)
      .join(';'),
  },
];

export type LogOfCopy = Omit<AuditParts, 'db' | 'limits' | 'onFault'>;

export function logAttempts(owner: Tx, log: LogOfCopy): Attempt[] {
  return [
    {
      id: 'dba.control-log',
      threats: [8],
      tried: {
        zh: '对照：未经改动的日志通过完整性检查',
        en: 'Control: the log that nobody changed passes the integrity check',
      },
      make: async () => control(await check(owner, log)),
    },
    ...bendings.map(({ id, threat, tried, statements }) => ({
      id,
      threats: [threat],
      tried,
      make: async () => judged(await bent(owner, log, statements)),
    })),
  ];
}

interface Checked {
  readonly isIntact: boolean;
  readonly finding?: Words;
}

async function check(db: Tx, log: LogOfCopy): Promise<Checked> {
  const audit = await createAudit({ ...log, db });
  const { intact, findings } = await audit.checkIntegrity({ full: true });
  const [first] = findings;
  return { isIntact: intact, ...(first && { finding: first.words }) };
}

/** Ends the transaction in which the log was bent; never reaches anybody. */
class Undone extends Error {}

async function bent(owner: Tx, log: LogOfCopy, statements: string): Promise<Checked> {
  let checked: Checked = { isIntact: true };
  await transaction(owner, async (tx) => {
    await withoutTriggers(tx);
    await run(tx, picked);
    await run(tx, statements);
    checked = await check(tx, log);
    throw new Undone();
  }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  return checked;
}

function control({ isIntact }: Checked): Obtained {
  const found = isIntact
    ? { zh: '通过', en: 'It passes' }
    : { zh: '未通过，以下各项不能说明问题', en: 'It does not pass: what follows shows nothing' };
  return { obtained: 0, found, control: isIntact, held: isIntact };
}

function judged({ isIntact, finding }: Checked): Obtained {
  const nothing = { zh: '完整性检查未发现', en: 'The integrity check does not notice' };
  const found = finding && {
    zh: `完整性检查发现：${finding.zh}`,
    en: `The integrity check says: ${finding.en}`,
  };
  return { obtained: isIntact ? 1 : 0, found: found ?? nothing, held: !isIntact };
}
