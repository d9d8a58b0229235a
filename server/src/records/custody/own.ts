// The demonstration's own media, at a second site with fictitious staff: one in store, one out, one that expires soon. Nothing here runs
// in production.
import type { Call } from '../../kernel/call.ts';
import { addToDate, businessDate } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { plain, type Standing } from './medium.ts';
import { insertLine, insertMedium } from './store.ts';

const source = '演示数据';

const owned = [
  { label: 'SX-T-0001', holds: 'data-backup', content: '月度完整备份', days: 400, isOut: false },
  { label: 'SX-T-0002', holds: 'data-backup', content: '季度完整备份', days: 20, isOut: false },
  { label: 'SX-T-0003', holds: 'data-backup', content: '周备份', days: 90, isOut: true },
  { label: 'SX-K-0001', holds: 'key-backup', content: '密钥库备份', days: 200, isOut: false },
] as const;

/** Copies of the keys lie neither with the data nor with its copies. */
const sites = {
  'data-backup': { province: '32', site: '苏州介质保管库', custodian: '许国安' },
  'key-backup': { province: '33', site: '杭州密钥保管库', custodian: '施静宜' },
} as const;

export async function registerOwn(call: Call): Promise<void> {
  const today = businessDate(call.at);
  const by = { account: call.actor.id, by: source, at: call.at };
  for (const [at, { label, holds, content, days, isOut }] of owned.entries()) {
    const medium = newId(call.at);
    const standing: Standing = {
      ...sites[holds],
      encryption: 'set',
      holds,
      content,
      expiresOn: addToDate(today, { days }),
      seal: `F${20_260_101 + at}`,
      isSealIntact: true,
    };
    await insertMedium(call.tx, { medium, label, kind: 'tape', at: call.at });
    await insertLine(call.tx, {
      ...plain,
      ...standing,
      ...by,
      medium,
      number: 1,
      act: 'registered',
    });
    if (!isOut) continue;
    await insertLine(call.tx, {
      ...plain,
      ...standing,
      ...by,
      medium,
      number: 2,
      act: 'handed-out',
      other: '孔令仪',
      otherUnit: '信息科技部',
      note: '恢复演练',
      dueOn: addToDate(today, { days: 7 }),
    });
  }
  call.append({ act: 'custody.register', count: owned.length, facts: { demonstration: true } });
}
