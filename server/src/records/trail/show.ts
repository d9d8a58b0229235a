// One entry in words: names of people, units, acts and purposes come from their rooms, the business reference is opened
// through disclosure, the customer's number only where the pseudonym still leads to one. Nothing here is a value.
import { allOperations, type TrailEntry, type Words } from '@shouxin/contract';
import type { Entry } from '@shouxin/contract/proof';
import type { Call } from '../../kernel/call.ts';
import { isId } from '../../kernel/crypto/index.ts';
import type { Audit } from '../../controls/audit/index.ts';

/** What other rooms tell about ids, in batches. */
export interface Names {
  accounts(call: Call, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  units(call: Call): Promise<ReadonlyMap<string, Words>>;
  purposes(): ReadonlyMap<string, Words>;
  /** Pseudonym to customer, where the customer is still there. */
  customers(
    call: Call,
    trails: readonly string[],
  ): Promise<ReadonlyMap<string, { id: string; number: string }>>;
  /** Customer number to pseudonym. */
  trailOf(call: Call, number: string): Promise<string | undefined>;
  accountId(call: Call, account: string): Promise<string | undefined>;
}

export interface Sealed {
  readonly at: Date;
  readonly request: string;
  readonly detail: Uint8Array;
}

export interface TrailParts {
  readonly audit: Audit;
  readonly names: Names;
  /** Opens business references through disclosure, with the purpose audit-review; undefined where erased. */
  readonly openReferences: (
    call: Call,
    sealed: readonly Sealed[],
  ) => Promise<readonly (string | undefined)[]>;
}

const titles = new Map(allOperations.map((operation) => [operation.id, operation.title]));
const dutyTitles = new Map<string, Words>([
  ['server.start', { zh: '系统启动', en: 'Start of the server' }],
  ['keys.reseal', { zh: '更换密钥库解封方式', en: 'Seal the key store in another way' }],
  ['keys.rewrap', { zh: '重新封装客户密钥', en: 'Wrap customer keys again' }],
  ['keys.retag', { zh: '重新生成检索指纹', en: 'Make fingerprints again' }],
  ['keys.reencrypt', { zh: '重新加密客户信息', en: 'Seal information of customers again' }],
  ['keys.retire', { zh: '销毁已停用密钥', en: 'Destroy replaced keys' }],
  ['customers.reencrypt', { zh: '信息重新加密', en: 'Information sealed again' }],
  ['backup.schedule', { zh: '按计划开始备份', en: 'Begin a backup by schedule' }],
  ['backup.remove', { zh: '清除到期备份集', en: 'Remove a backup set past its time' }],
  ['backup.restore', { zh: '恢复备份集', en: 'Restore a backup set' }],
  ['backup.accept-loss', { zh: '记录损失后恢复写入', en: 'Record what was lost and write again' }],
  ['drills.schedule', { zh: '按计划开始恢复演练', en: 'Begin a recovery drill by schedule' }],
  ['drills.report', { zh: '出具演练报告', en: 'Report of a recovery drill' }],
  ['institution.open', { zh: '建立机构', en: 'Open the institution' }],
  ['demonstration.seed', { zh: '建立演示机构', en: 'Make the demonstration institution' }],
  ['demonstration.customers', { zh: '登记演示客户', en: 'Register demonstration customers' }],
  ['policy.publish', { zh: '发布使用规则', en: 'Publish the rules of use' }],
  ['imports.check', { zh: '导入试运行', en: 'Dry run of an import' }],
  ['imports.apply', { zh: '导入入库', en: 'Apply an import' }],
  ['imports.shred', { zh: '销毁导入文件密钥', en: 'Destroy keys of an import' }],
  ['imports.sweep', { zh: '清理逾期导入文件', en: 'Delete files of imports past their days' }],
  ['customers.verified', { zh: '核验一致', en: 'Verified: it matched' }],
  ['customers.undo', { zh: '撤销导入客户', en: 'Take back an imported customer' }],
  ['consent.record', { zh: '登记同意选择', en: 'Record choices of consent' }],
  ['consent.withdraw', { zh: '撤回同意', en: 'Withdraw consent' }],
  ['customers.undo', { zh: '撤销导入客户', en: 'Undo imported customers' }],
  ['imports.undo', { zh: '撤销导入批次', en: 'Undo a batch' }],
  ['imports.shred', { zh: '销毁批次密钥', en: 'Destroy keys of batches' }],
  ['imports.sweep', { zh: '清理未提交的导入文件', en: 'Drop files nobody proposed' }],
  ['consent.claim', { zh: '记录未经证实的同意', en: 'Keep a claimed consent' }],
  ['customers.register', { zh: '登记客户', en: 'Register a customer' }],
  ['consent.claim', { zh: '登记同意声明（待确认）', en: 'Record a claim of consent' }],
  ['consent.publish', { zh: '发布告知书', en: 'Publish the notices' }],
  ['disclosure.use', { zh: '系统使用（未显示）', en: 'Used by the system, not shown' }],
  ['disclosure.open', { zh: '启封系统记录', en: 'Open a sealed record' }],
  ['shredding.order', { zh: '下达销毁', en: 'Order a destruction' }],
  ['plans.return', { zh: '预案退回为草稿', en: 'Recovery plan kept as a draft' }],
  ['shredding.destroy', { zh: '销毁客户密钥', en: 'Destroy the keys of a customer' }],
  ['shredding.follow', { zh: '恢复后重新执行销毁', en: 'Destroy again after a restore' }],
  ['shredding.certify', { zh: '出具销毁证明', en: 'Issue a certificate of destruction' }],
  ['backup.schedule', { zh: '按计划备份', en: 'Take a backup by the clock' }],
  ['backup.remove', { zh: '清除过期备份', en: 'Remove a backup past its time' }],
  ['backup.restore', { zh: '恢复数据', en: 'Restore' }],
  ['backup.accept-loss', { zh: '记录恢复后的损失', en: 'Record what a restore has lost' }],
  ['approvals.expire', { zh: '复核事项过期', en: 'Proposals expire' }],
]);

export interface Placed {
  readonly entry: Entry;
  readonly seq: number | null;
}

export async function showEntries(
  parts: TrailParts,
  call: Call,
  placed: readonly Placed[],
): Promise<TrailEntry[]> {
  const entries = placed.map((it) => it.entry);
  const accounts = await parts.names.accounts(call, unique(entries.flatMap(accountsIn)));
  const units = await parts.names.units(call);
  const customers = await parts.names.customers(call, unique(entries.map((it) => it.trail)));
  const references = await referencesOf(parts, call, entries);
  return placed.map((it) =>
    shown(it, { accounts, units, customers, purposes: parts.names.purposes(), references }),
  );
}

interface Known {
  readonly accounts: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, Words>;
  readonly purposes: ReadonlyMap<string, Words>;
  readonly customers: ReadonlyMap<string, { id: string; number: string }>;
  readonly references: ReadonlyMap<string, string>;
}

function shown({ entry, seq }: Placed, known: Known): TrailEntry {
  const {
    id,
    act,
    at,
    post = '',
    terminal = '',
    address = '',
    decision = 'none',
    rules = [],
    result,
  } = entry;
  const { policyVersion, code, count } = entry;
  return {
    entry: id,
    seq,
    at,
    act,
    title: titles.get(act) ?? dutyTitles.get(act) ?? { zh: act, en: act },
    post,
    terminal,
    address,
    ...whom(entry, known),
    ...why(entry, known),
    items: Object.entries(entry.items ?? {}).map(([item, how]) => ({ item, shown: how })),
    decision,
    rules,
    result,
    ...defined({ policyVersion, code, count, reference: known.references.get(id) }),
  };
}

/** Without what is not there. */
function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function whom(
  entry: Entry,
  { accounts, units, customers }: Known,
): Pick<TrailEntry, 'actor' | 'tried' | 'unit' | 'trail' | 'customer'> {
  const { trail, branch, tried } = entry;
  return {
    actor: actorOf(entry, accounts),
    ...defined({
      trail,
      tried: tried === undefined ? undefined : triedOf(tried, accounts),
      unit: branch === undefined ? undefined : units.get(branch),
      customer: trail === undefined ? undefined : customers.get(trail),
    }),
  };
}

function actorOf({ actor }: Entry, accounts: Known['accounts']): TrailEntry['actor'] {
  const { kind, account, id } = actor;
  const displayName = id === undefined ? undefined : accounts.get(id);
  return { kind, ...defined({ account, displayName }) };
}

/** What was typed where there is no such account is not kept; that there is none is said. */
function triedOf(tried: string, accounts: Known['accounts']): TrailEntry['tried'] {
  const displayName = accounts.get(tried);
  return { isAccount: displayName !== undefined, ...defined({ displayName }) };
}

function why(entry: Entry, { purposes }: Known): Pick<TrailEntry, 'purpose' | 'purposeCode'> {
  if (!entry.purpose) return {};
  const words = purposes.get(entry.purpose);
  return { purposeCode: entry.purpose, ...(words && { purpose: words }) };
}

async function referencesOf(
  parts: TrailParts,
  call: Call,
  entries: readonly Entry[],
): Promise<Map<string, string>> {
  const sealed = entries.filter((it) => it.reference && it.detail && it.request);
  const opened = await parts.openReferences(
    call,
    sealed.map((it) => ({
      at: new Date(it.at),
      request: it.request ?? '',
      detail: Buffer.from(it.detail ?? '', 'base64'),
    })),
  );
  const found = new Map<string, string>();
  sealed.forEach((it, index) => {
    const reference = opened[index];
    if (reference !== undefined) found.set(it.id, reference);
  });
  return found;
}

function accountsIn({ actor, tried }: Entry): string[] {
  return [actor.id, tried].flatMap((id) => (id !== undefined && isId(id) ? [id] : []));
}

function unique(ids: readonly (string | undefined)[]): string[] {
  return [...new Set(ids.filter((it) => it !== undefined))];
}
