// What the desks of security and compliance are reminded of: assessments that run out or ran out, and places in use that nobody
// registered. A reminder is derived and ends by itself when the assessment or the registration is approved.
import { dataSetOf, type AssetCard, type UseCard, type Words } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import { isAssessed, needsAssessment, type Asset } from '../asset.ts';
import { standingNow } from '../look.ts';
import type { StorageParts } from '../parts.ts';
import { assetsInUse } from '../store.ts';
import { isFinding, usesNow } from './uses.ts';

export interface Reminder {
  readonly id: string;
  readonly title: Words;
  readonly detail: Words;
  readonly at: Date;
  readonly dueOn: string | null;
  readonly to: string;
  readonly isLate: boolean;
}

export function createReminders(parts: StorageParts) {
  return async (call: Call): Promise<Reminder[]> => {
    const assets = await assetsInUse(call.tx);
    const places = await unregistered(parts, call);
    return [...assets.flatMap((it) => ofAsset(it, call.at)), ...places].slice(0, 50);
  };
}

const titles: Readonly<Record<AssetCard['assessment']['state'], Words>> = {
  valid: { zh: '评估有效', en: 'Assessed' },
  expiring: { zh: '安全评估将到期', en: 'A security assessment runs out' },
  expired: { zh: '评估过期，请重新评估', en: 'The assessment ran out: assess it again' },
  failed: {
    zh: '评估未通过，请整改后重新评估',
    en: 'The assessment was not passed: mend and assess again',
  },
  outdated: { zh: '资产已变更，请重新评估', en: 'Changed since it was assessed: assess it again' },
  none: { zh: '尚未评估，请评估', en: 'Never assessed: assess it' },
};

function ofAsset(it: Asset, at: Date): Reminder[] {
  const matters = it.holds.some((code) => needsAssessment(dataSetOf.get(code)?.class ?? 'C3'));
  const standing = standingNow(it, at);
  if (!matters || standing.state === 'valid') return [];
  const isLate = !isAssessed(standing);
  const days = standing.daysLeft ?? 0;
  return [
    {
      id: it.asset,
      title: titles[standing.state],
      detail: isLate
        ? { zh: it.name, en: it.name }
        : { zh: `${it.name} · 还剩 ${days} 天`, en: `${it.name} · days left: ${days}` },
      at: it.at,
      // Only of an assessment that runs out: what was changed since is not due on the day it would have lasted to.
      dueOn: ['expiring', 'expired'].includes(standing.state) ? standing.validUntil : null,
      to: `/storage/${it.asset}`,
      isLate,
    },
  ];
}

async function unregistered(parts: StorageParts, call: Call): Promise<Reminder[]> {
  const uses = await usesNow(parts, call.tx, call.at);
  // Places of backups are what the map of copies reminds of.
  const isOurs = ({ dataSet }: UseCard) => !dataSetOf.get(dataSet)?.keptIn.endsWith('backups');
  const missing = uses.filter((it) => isFinding(it) && it.state !== 'expired' && isOurs(it));
  return [...new Map(missing.map((it) => [it.locator, it])).values()].map((it) => ({
    id: it.dataSet,
    title: { zh: '在用存储未登记或未绑定', en: 'Storage in use is not registered or not bound' },
    detail: { zh: it.locator, en: it.locator },
    at: call.at,
    dueOn: null,
    to: '/storage',
    isLate: true,
  }));
}
