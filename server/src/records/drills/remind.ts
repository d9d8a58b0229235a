// What the desks of the operations clerk and of security show until it is mended: a drill that failed, or a recovery that nobody has
// proven within the time of the rules. Derived, so that it ends by itself (R3.2.5).
import { isRefusalCode, titleOf, type Words } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { DrillParts } from './parts.ts';
import { standingOf } from './schedule.ts';

export interface DrillReminder {
  readonly id: string;
  readonly title: Words;
  readonly detail: Words;
  readonly at: Date;
  readonly dueAt: Date | null;
  /** It is due at a time, not on a day. */
  readonly dueOn: null;
  readonly to: string;
  /** Else it is only to be done. */
  readonly isLate: boolean;
}

const start: Words = {
  zh: '请在「恢复演练」中开始一次',
  en: 'Start one on the page Recovery drills',
};

export async function remind(parts: DrillParts, call: Call): Promise<DrillReminder[]> {
  // Without a set there is nothing to drill: that it is missing is what backups remind of.
  if (!parts.hasPlace || (await parts.wholeSets(call.tx)).length === 0) return [];
  const { last, isLate, provenAt, dueAt } = await standingOf(parts, call);
  if (!isLate) return [];
  const due = dueAt === null ? null : new Date(dueAt);
  if (last?.state === 'failed') {
    const to = `/backup/drills/${last.drill}`;
    const title = { zh: '恢复演练未通过', en: 'A recovery drill failed' };
    const at = new Date(last.startedAt);
    const detail = afterFailure(last.failure);
    return [{ id: last.drill, title, detail, at, dueAt: null, dueOn: null, to, isLate: true }];
  }
  const title =
    provenAt === null
      ? { zh: '可恢复性尚未证明', en: 'Recovery was never proven' }
      : { zh: '可恢复性证明已过期', en: 'Recovery was proven too long ago' };
  const at = provenAt === null ? call.at : new Date(provenAt);
  const to = '/backup/drills';
  const isLateToo = provenAt !== null;
  return [
    { id: 'drill', title, detail: start, at, dueAt: due, dueOn: null, to, isLate: isLateToo },
  ];
}

/** A set that could not be restored, by the words of its refusal, which say what to do; else the report says which check was not met. */
function afterFailure(failure: string | null): Words {
  const why = wordsOf(failure);
  return { zh: `${why.zh}，再演练一次`, en: `${why.en}, and drill again` };
}

function wordsOf(failure: string | null): Words {
  if (failure === null) {
    return {
      zh: '有检查项未达标，按报告处理',
      en: 'A check was not met: mend what the report says',
    };
  }
  if (isRefusalCode(failure)) return titleOf(failure);
  return { zh: '内部错误，查看运行日志', en: 'Internal error: see the operational log' };
}
