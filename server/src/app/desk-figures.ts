// At most three figures for a post, each with the trend of the last days: counts of entries, never a value.
import { countDaily } from '../controls/audit/index.ts';
import type { Call } from '../kernel/call.ts';
import type { DeskPart } from '../records/desk/index.ts';
import type { Controls } from './controls.ts';

type Figure = NonNullable<DeskPart['figures']>[number];
const trendDays = 14;

async function figure(
  call: Call,
  it: { key: string; zh: string; en: string; acts: readonly string[]; mine: boolean },
): Promise<Figure> {
  const actor = it.mine ? { actor: call.actor.id } : {};
  const trend = await countDaily(call.tx, {
    acts: it.acts,
    ...actor,
    days: trendDays,
    until: call.at,
  });
  return { key: it.key, label: { zh: it.zh, en: it.en }, value: String(trend.at(-1) ?? 0), trend };
}

export async function counterFigures(controls: Controls, call: Call): Promise<DeskPart> {
  if (call.actor.post === 'reviewer') {
    return {
      figures: [
        await figure(call, {
          key: 'approved',
          zh: '今日批准',
          en: 'Approved today',
          acts: ['approvals.approve'],
          mine: true,
        }),
        await figure(call, {
          key: 'rejected',
          zh: '今日退回',
          en: 'Rejected today',
          acts: ['approvals.reject'],
          mine: true,
        }),
      ],
    };
  }
  const { used, max } = await controls.disclosure.budget(call);
  const reveals = await figure(call, {
    key: 'reveals',
    zh: '今日查看明文',
    en: 'Reveals today',
    acts: ['customers.reveal'],
    mine: true,
  });
  return {
    figures: [
      await figure(call, {
        key: 'views',
        zh: '今日打开客户',
        en: 'Customers opened today',
        acts: ['customers.view'],
        mine: true,
      }),
      { ...reveals, value: `${used} / ${max}` },
      await figure(call, {
        key: 'proposed',
        zh: '今日提交复核',
        en: 'Proposed today',
        acts: ['collection.submit', 'customers.amend'],
        mine: true,
      }),
    ],
  };
}

export async function logFigures(controls: Controls, call: Call): Promise<DeskPart> {
  const [last, waiting] = await Promise.all([
    controls.audit.checkpoint(),
    controls.audit.waiting(),
  ]);
  const reveals = {
    key: 'reveals',
    zh: '今日查看明文（全行）',
    en: 'Reveals today (all)',
    acts: ['customers.reveal'],
    mine: false,
  };
  return {
    figures: [
      {
        key: 'size',
        label: { zh: '日志条数', en: 'Entries in the log' },
        value: String(last?.size ?? 0),
        trend: [],
      },
      {
        key: 'waiting',
        label: { zh: '待入链', en: 'Waiting for the tree' },
        value: String(waiting),
        trend: [],
      },
      await figure(call, reveals),
    ],
  };
}
