// The demonstration's own storage, registered and assessed, so that the register says something from the first start: the
// database and the keys of this very process. A real institution registers its own; nothing here runs in production.
import type { AssetTerms } from '@shouxin/contract';
import { dataSets } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { addToDate, businessDate } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { record } from './assess.ts';
import { insertControlRecord } from './controls/store.ts';
import type { StorageParts } from './parts.ts';
import { insertAsset, insertBinding } from './store.ts';

const source = '演示数据';
const assessor = '演示机构信息安全部';

interface Own {
  readonly keptIn: 'database' | 'keys';
  readonly name: string;
  readonly encryption: AssetTerms['encryption'];
  /** How long ago it was assessed: one is fine, one runs out soon. */
  readonly assessedMonthsAgo: number;
  readonly moreDays: number;
}

const owned: readonly Own[] = [
  {
    keptIn: 'database',
    name: '客户信息数据库',
    encryption: 'application',
    assessedMonthsAgo: 3,
    moreDays: 0,
  },
  {
    keptIn: 'keys',
    name: '密钥库目录',
    encryption: 'application',
    assessedMonthsAgo: 12,
    moreDays: 20,
  },
];

export function registerOwn(parts: StorageParts) {
  return async (call: Call, unit: string): Promise<void> => {
    for (const it of owned) await registerOne(parts, call, { it, unit });
    await keepControls(call, unit);
    call.append({ act: 'storage.register', count: owned.length, facts: { demonstration: true } });
  };
}

async function registerOne(
  parts: StorageParts,
  call: Call,
  { it, unit }: { it: Own; unit: string },
): Promise<void> {
  const signed = { proposal: null, by: source, approvedBy: source, at: call.at };
  const { kind, locator } = parts.places[it.keptIn];
  const asset = newId(call.at);
  await insertAsset(call.tx, asset, {
    kind,
    name: it.name,
    country: 'CN',
    province: '31',
    site: '演示主机房 A 区',
    form: 'local',
    mlpsLevel: 3,
    encryption: it.encryption,
    unit,
    standard: 'GB/T 22239-2019 第三级；JR/T 0071-2020',
    classes: ['C1', 'C2', 'C3'],
    locator,
    ...signed,
  });
  const assessedOn = addToDate(
    addToDate(businessDate(call.at), { months: -it.assessedMonthsAgo }),
    { days: it.moreDays },
  );
  const finding = {
    severity: 'low' as const,
    text: '主机房门禁记录只保存三个月',
    remediation: '门禁记录保存期限延长至六个月',
    dueOn: addToDate(assessedOn, { months: 6 }),
  };
  const terms = { asset, assessedOn, assessor, result: 'passed' as const, score: 92 };
  await record(parts, call, {
    it: { ...terms, findings: [finding] },
    signed: { ...signed, ofVersion: 1 },
  });
  for (const { code, keptIn } of dataSets) {
    if (keptIn !== it.keptIn) continue;
    await insertBinding(call.tx, { binding: newId(call.at), asset, dataSet: code, ...signed });
  }
}

const procedures = {
  medium: '《存储设备与介质管理办法（演示）》第二章',
  assessment: '《存储安全评估实施细则（演示）》',
  encryption: '《密码应用与密钥管理办法（演示）》',
  unreadable: '《数据泄露防护操作规程（演示）》',
} as const;

async function keepControls(call: Call, unit: string): Promise<void> {
  const reviewedOn = addToDate(businessDate(call.at), { months: -2 });
  const nextReviewOn = addToDate(reviewedOn, { months: 12 });
  const who = { account: call.actor.id, accountName: source, at: call.at };
  for (const [control, procedure] of Object.entries(procedures)) {
    const kept = { control, procedure, unit, reviewedOn, nextReviewOn };
    await insertControlRecord(call.tx, { record: newId(call.at), ...kept, ...who });
  }
}
