// What the desks of operations and security are reminded of: media that are out too long, missing, expired or opened, sites that were
// not counted in time, and copies that do not lie apart. Derived: each ends by itself when it is put right (R3.2.2, R3.2.3).
import type { Words } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import type { Call } from '../../../kernel/call.ts';
import { addToDate, businessDate } from '../../../kernel/clock.ts';
import type { Tx } from '../../../kernel/database.ts';
import { copiesNow } from '../copies/show.ts';
import { provinceOf, stateOf, type Medium } from '../medium.ts';
import { rules, type CustodyParts } from '../parts.ts';
import { mediaToMind, sitesToCount } from '../store.ts';

export interface Reminder {
  readonly id: string;
  readonly title: Words;
  readonly detail: Words;
  readonly at: Date;
  readonly dueOn: string | null;
  readonly to: string;
  readonly isLate: boolean;
}

export function createReminders(parts: CustodyParts) {
  return async (call: Call): Promise<Reminder[]> => {
    const today = businessDate(call.at);
    const media = (await toMind(call.tx, today)).flatMap((it) => ofMedium(it, today));
    const sites = (await uncounted(call.tx, today)).map(ofSite);
    const { violations } = await copiesNow(parts, call.tx);
    const apart = violations.map((it) => ({
      id: `${it.fault}/${it.to}/${it.about}`.slice(0, 80),
      title: it.words,
      detail: { zh: it.about, en: it.about },
      at: call.at,
      dueOn: null,
      to: '/custody/copies',
      isLate: true,
    }));
    return [...apart, ...media, ...sites].slice(0, 50);
  };
}

export function toMind(tx: Tx, today: string): Promise<Medium[]> {
  return mediaToMind(tx, today, addToDate(today, { days: rule(rules.remind) }));
}

function ofMedium(it: Medium, today: string): Reminder[] {
  const state = stateOf(it, today);
  const reminder = (title: Words, dueOn: string | null, isLate = true): Reminder => ({
    id: it.medium,
    title,
    detail: { zh: `${it.label} · ${it.site}`, en: `${it.label} · ${it.site}` },
    at: it.at,
    dueOn,
    to: `/custody/${it.medium}`,
    isLate,
  });
  if (state === 'overdue') {
    return [reminder({ zh: '介质逾期未归还', en: 'A medium was not brought back' }, it.dueOn)];
  }
  if (state === 'missing') {
    return [reminder({ zh: '盘点未见的介质', en: 'A medium was missing at the stock-take' }, null)];
  }
  if (!it.isSealIntact) {
    return [
      reminder(
        {
          zh: '介质封条不完好，请核查并重新加封',
          en: 'A seal is broken: look into it and seal again',
        },
        null,
      ),
    ];
  }
  if (it.expiresOn < today) {
    return [
      reminder(
        {
          zh: '介质保管期已满，请销毁或重写后入库',
          en: 'A medium has expired: destroy it, or write it anew',
        },
        it.expiresOn,
      ),
    ];
  }
  return [reminder({ zh: '介质保管期将满', en: 'A medium expires soon' }, it.expiresOn, false)];
}

interface Site {
  readonly province: string;
  readonly site: string;
  readonly since: Date;
  readonly dueOn: string;
}

/** Sites whose stock-take is due; one that never had media counted is due from the first of them. */
export async function uncounted(tx: Tx, today: string): Promise<Site[]> {
  const months = rule(rules.stockTake);
  return (await sitesToCount(tx))
    .map((it) => ({ ...it, dueOn: addToDate(businessDate(it.since), { months }) }))
    .filter((it) => it.dueOn < today);
}

function ofSite({ province, site, since, dueOn }: Site): Reminder {
  const { zh, en } = provinceOf(province);
  return {
    id: `stock/${province}/${site}`.slice(0, 80),
    title: { zh: '介质到期应盘点', en: 'A stock-take is due' },
    detail: { zh: `${zh} ${site}`, en: `${en} ${site}` },
    at: since,
    dueOn,
    to: '/custody/stock-takes',
    isLate: true,
  };
}
