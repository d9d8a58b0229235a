// The newest reports of attacks on this institution, as figures of a card: when, how many attempts held, who signed.
import type { Words } from '@shouxin/contract';
import type { Attacker } from '@shouxin/contract/proof';
import { rule } from '@shouxin/contract/items';
import { businessDate } from '../../../kernel/clock.ts';
import type { AttackSeen } from '../parts.ts';

const attackers: Record<Attacker, Words> = {
  thief: { zh: '窃取者演练', en: 'Attack as thief' },
  dba: { zh: '数据库管理员演练', en: 'Attack as database administrator' },
  clerk: { zh: '柜员演练', en: 'Attack as clerk' },
  'stolen-token': { zh: '会话被盗演练', en: 'Attack with a stolen session' },
};

export function attackFigure({ as, at, attempts, heldCount, isSigned }: AttackSeen) {
  const { zh, en } = attackers[as];
  const [by, byEn] = isSigned
    ? ['本机构签名', 'signed by this institution']
    : ['非本机构签名', 'not signed by this institution'];
  return {
    label: { zh: `${zh}（${by}）`, en: `${en} (${byEn})` },
    value: `${businessDate(at)} · ${heldCount} / ${attempts}`,
  };
}

const dayMs = 86_400_000;

/** Whether it shows anything: on a copy of the data, signed here, and not too long ago. */
export function isTried({ as, at, isSigned }: AttackSeen, now: Date): boolean {
  const maxAgeMs = rule('storage.attack.max_age_days') * dayMs;
  return (as === 'thief' || as === 'dba') && isSigned && now.getTime() - at.getTime() <= maxAgeMs;
}
