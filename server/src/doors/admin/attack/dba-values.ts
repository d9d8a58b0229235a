// A database administrator against the values (SECURITY section 2, threats 2 and 3): moves what is sealed, puts old values
// back, exchanges keys, turns on every log PostgreSQL has. After each the program reads as a clerk would: it must refuse.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Words } from '@shouxin/contract';
import type { Attempt, Obtained } from '@shouxin/contract/proof';
import type { Tx } from '../../../kernel/database.ts';
import { purpose, type Answer, type Insider } from './insider.ts';
import type { Known } from './known-values.ts';
import { createScanner } from './scan.ts';
import { alter, restoreRows, saveRows, statistics } from './store.ts';

export interface Scene {
  readonly home: string;
  /** As the owner of the database. */
  readonly db: Tx;
  readonly clerk: Insider;
  /** Whose rows are changed, and from whom something is taken. */
  readonly one: string;
  readonly two: string;
  readonly known: readonly Known[];
}

interface Alteration {
  readonly id: string;
  readonly tried: Words;
  /** `$1` is who is read afterwards, `$2` the other customer. */
  readonly statement: string;
}

const newest = (item: string) =>
  `(SELECT max(n.version) FROM customers.value n WHERE n.customer = $1 AND n.item = '${item}')`;

/** Before anybody was read: a key that is in use for the minute of its lease is not asked for again. */
const ofKeys: Alteration = {
  id: 'dba.key-of-another',
  tried: {
    zh: '把另一客户的封装密钥换给该客户',
    en: 'Give one customer the wrapped key of another',
  },
  statement: `UPDATE keys.customer_key k SET wrapped = o.wrapped FROM keys.customer_key o
    WHERE k.subject = $1 AND o.subject = $2 AND o.class = k.class`,
};

const ofValues: readonly Alteration[] = [
  {
    id: 'dba.value-of-another',
    tried: { zh: '把另一客户的密文移到该客户', en: 'Move a sealed value to another customer' },
    statement: `UPDATE customers.value SET sealed = (SELECT o.sealed FROM customers.value o
      WHERE o.customer = $2 AND o.item = 'NP01' ORDER BY o.version DESC LIMIT 1)
      WHERE customer = $1 AND item = 'NP01'`,
  },
  {
    id: 'dba.value-of-another-item',
    tried: { zh: '把手机号密文放到姓名一栏', en: 'Put the sealed mobile where the name stands' },
    statement: `UPDATE customers.value SET sealed = (SELECT o.sealed FROM customers.value o
      WHERE o.customer = $1 AND o.item = 'NP08' ORDER BY o.version DESC LIMIT 1)
      WHERE customer = $1 AND item = 'NP01'`,
  },
  {
    id: 'dba.all-rows-of-another',
    tried: {
      zh: '把另一客户的全部行连同行封印换给该客户',
      en: 'Give one customer all rows of another, row seals included',
    },
    statement: `DELETE FROM customers.value WHERE customer = $1;
      DELETE FROM customers.revision WHERE customer = $1;
      UPDATE customers.value SET customer = $1 WHERE customer = $2;
      UPDATE customers.revision SET customer = $1 WHERE customer = $2`,
  },
  {
    id: 'dba.one-bit',
    tried: { zh: '改动密文中的一个比特', en: 'Change one bit of a sealed value' },
    statement: `UPDATE customers.value SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)
      WHERE customer = $1 AND item = 'NP08'`,
  },
  {
    id: 'dba.field-dropped',
    tried: { zh: '删除一个信息项', en: 'Take one value away' },
    statement: `DELETE FROM customers.value WHERE customer = $1 AND item = 'NP08'`,
  },
  {
    id: 'dba.class-changed',
    tried: {
      zh: '改动信息项的保存类别，使其换用另一把密钥',
      en: 'Change the retention class of a value, and with it the key',
    },
    statement: `UPDATE customers.value SET retention = 'C' WHERE customer = $1 AND item = 'NP01'`,
  },
  {
    id: 'dba.newest-dropped',
    tried: {
      zh: '删除更正后的新值，使旧值重新生效',
      en: 'Drop the corrected value, so that the old one counts again',
    },
    statement: `DELETE FROM customers.value
      WHERE customer = $1 AND item = 'CT02' AND version = ${newest('CT02')}`,
  },
  {
    id: 'dba.old-bytes',
    tried: {
      zh: '把旧密文放到新版本之下',
      en: 'Put the old sealed bytes under the new version',
    },
    statement: `UPDATE customers.value v SET sealed = o.sealed FROM customers.value o
      WHERE v.customer = $1 AND v.item = 'CT02' AND v.version = ${newest('CT02')}
      AND o.customer = v.customer AND o.item = v.item AND o.version = v.version - 1`,
  },
];

export function valueAttempts(scene: Scene): Attempt[] {
  const attempt = ({ id, tried, statement }: Alteration): Attempt => ({
    id,
    threats: [3],
    tried,
    make: () => noticed(scene, statement),
  });
  return [
    attempt(ofKeys),
    { ...corrected, make: () => correct(scene) },
    ...ofValues.map(attempt),
    logged(scene),
  ];
}

/** Changes, reads, puts back, reads again: the second reading must be answered, or the first shows nothing. */
async function noticed(scene: Scene, statement: string): Promise<Obtained> {
  const { db, one, two } = scene;
  await saveRows(db, [one, two]);
  let after: Answer[];
  try {
    await alter(db, [one, two], statement);
    after = await read(scene);
  } finally {
    await restoreRows(db, [one, two]);
  }
  const isReadAgain = (await read(scene)).every(isShown);
  const shown = after.filter(isShown).length;
  const found = {
    zh: `查看与解密 2 次，答复 ${shown} 次；还原后${isReadAgain ? '可正常读取' : '仍无法读取，不能说明问题'}`,
    en: `Viewed and revealed, ${shown} of 2 answered; put back, it ${isReadAgain ? 'is read again' : 'is still not read, which shows nothing'}`,
  };
  return { obtained: shown, found, control: isReadAgain, held: shown === 0 && isReadAgain };
}

const isShown = ({ status }: Answer) => status === 200;

function read({ clerk, one }: Scene): Promise<Answer[]> {
  return Promise.all([
    clerk.post(`/v1/customers/${one}/view`, { purpose }),
    clerk.post(`/v1/customers/${one}/reveal`, { items: ['NP01', 'NP08'], purpose }),
  ]);
}

const corrected = {
  id: 'dba.control-correction',
  threats: [3],
  tried: {
    zh: '对照：未经改动时，更正两次邮箱并读取',
    en: 'Control: with nothing changed, correct an address twice and read',
  },
};

const addresses = ['attack.first@copy.example', 'attack.second@copy.example'] as const;

/** Through the door, as staff would: so there is an older value to put back. */
async function correct(scene: Scene): Promise<Obtained> {
  const { clerk, one } = scene;
  const answers: Answer[] = [];
  for (const CT02 of addresses) {
    const change = { values: { CT02 }, ground: '演练：客户更正邮箱', purpose };
    answers.push(await clerk.post(`/v1/customers/${one}/amend`, change));
  }
  answers.push(...(await read(scene)));
  const done = answers.filter(isShown).length;
  const held = done === answers.length;
  const found = {
    zh: `${answers.length} 次操作，完成 ${done} 次`,
    en: `${done} of ${answers.length} done`,
  };
  return { obtained: 0, found, control: held, held };
}

/** The settings were made before the program opened its connections (see `logEverything`). */
function logged(scene: Scene): Attempt {
  return {
    id: 'dba.statement-log',
    threats: [2],
    tried: {
      zh: '打开数据库的全部语句与参数日志，再由柜员查找、查看、核验',
      en: 'Turn on the log of every statement with its parameters, then let a clerk search, read and verify',
    },
    make: () => searchLog(scene),
  };
}

async function searchLog(scene: Scene): Promise<Obtained> {
  const { clerk, one, db, home, known } = scene;
  const mobiles = known.filter(({ value }) => /^1\d{10}$/.test(value)).slice(0, 20);
  for (const { value } of mobiles) {
    await clerk.post('/v1/customers/search', { terms: { by: 'mobile', mobile: value }, purpose });
  }
  const typed = mobiles[0]?.value ?? '13800000000';
  await clerk.post(`/v1/customers/${one}/verify`, { item: 'NP08', value: typed, purpose });
  await read(scene);
  const log = readFileSync(join(home, 'logs', 'postgres.log'));
  const shown = Buffer.from((await statistics(db)).join('\n'));
  const sent = addresses.map((value, at) => ({ name: `address ${at}`, value }));
  const scanner = createScanner([...known, ...sent]);
  const found = new Set([...scanner.in(log), ...scanner.in(shown)].map(({ name }) => name)).size;
  const isLogged = log.includes('customers.value') && log.includes('$1 = ');
  return {
    obtained: found,
    found: {
      zh: `日志 ${Math.ceil(log.length / 1000)} KB，${known.length + sent.length} 个值中查得 ${found} 个${isLogged ? '' : '；日志未记下语句参数，不能说明问题'}`,
      en: `${Math.ceil(log.length / 1000)} KB of log, ${found} of ${known.length + sent.length} values${isLogged ? '' : '; the log has no parameters, which shows nothing'}`,
    },
    control: isLogged,
    held: found === 0 && isLogged,
  };
}
