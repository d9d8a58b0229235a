// The whole life of a customer's information, out of the log: who did what, when, why and with which items, never a value
// (promise 2, R1.5.4). Filtered by an item it answers who has seen that item. Reading it is an entry itself.
import {
  refuse,
  type InputOf,
  type OutputOf,
  type operations,
  type TimelineEvent,
  type Words,
} from '@shouxin/contract';
import type { Entry } from '@shouxin/contract/proof';
import { countByAct } from '../../controls/audit/index.ts';
import type { Call } from '../../kernel/call.ts';
import { bandOf } from '../../kernel/page.ts';
import { stagesFrom, stagesOf, titleOf } from './acts.ts';
import { customerOf, receiptOf, type EnquiryParts } from './enquiry.ts';

type Timeline = (typeof operations.customers)['timeline'];

export async function timeline(
  parts: EnquiryParts,
  call: Call,
  input: InputOf<Timeline>,
): Promise<OutputOf<Timeline>> {
  refuseMarketing(parts, call);
  const it = await customerOf(parts, call, { customer: input.customer, items: [] });
  const [found, tallies, units] = await Promise.all([
    readTrail(parts, it.trail, input),
    countByAct(call.tx, it.trail),
    parts.identity.units(call.tx),
  ]);
  const staff = found.entries.flatMap(({ actor }) => (isStaff(actor) && actor.id ? actor.id : []));
  const names = await parts.identity.namesOf(call.tx, [...new Set(staff)]);
  const branches = new Map(units.map(({ code, name }) => [code, name]));
  const known = { names, branches, purposes: parts.policy.purposes, item: input.item };
  const items = found.entries.map((entry) => eventOf(entry, known));
  const entry = call.append({
    trail: it.trail,
    decision: 'allow',
    count: items.length,
    ...(input.item && isItem(input.item) && { facts: { item: input.item } }),
  });
  return {
    items,
    ...(found.next !== undefined && { next: found.next }),
    band: found.band,
    stages: stagesFrom(tallies),
    receipt: receiptOf(call, entry),
  };
}

const isItem = (item: string): boolean => /^[A-Z]{2}\d{2}$/.test(item);
const isStaff = ({ kind }: Entry['actor']): boolean => kind === 'staff' || kind === 'command';

/** How somebody's information was handled is no business of selling (PIPL art. 6). */
function refuseMarketing({ policy }: EnquiryParts, { purpose }: Call): void {
  if (!purpose || !policy.purposes.find(purpose.code)?.marketing) return;
  refuse('policy.denied', {
    detail: {
      zh: '营销目的不能查看客户信息的处理记录。',
      en: 'Marketing gives no access to how a customer’s information was handled.',
    },
    remedy: { zh: '改选与业务相符的办理目的。', en: 'State a purpose that fits the business.' },
  });
}

interface Found {
  readonly entries: readonly Entry[];
  readonly next?: string | undefined;
  readonly band: string;
}

/** How far one page looks for an item: the rest follows with the cursor. */
const scannedAtOnce = 200;
const scansMax = 5;

async function readTrail(
  { audit }: EnquiryParts,
  trail: string,
  { item, cursor, limit }: InputOf<Timeline>,
): Promise<Found> {
  if (item === undefined) {
    const found = await audit.read({ trail }, { limit, ...(cursor && { cursor }) });
    const entries = found.entries.map(({ entry }) => entry);
    return { entries, next: found.next, band: bandOf(found.counted) };
  }
  const about: Entry[] = [];
  let from = cursor;
  for (let scans = 0; scans < scansMax && about.length <= limit; scans += 1) {
    const found = await audit.read(
      { trail },
      { limit: scannedAtOnce, ...(from && { cursor: from }) },
    );
    about.push(...found.entries.map((it) => it.entry).filter((it) => it.items?.[item]));
    from = found.next;
    if (from === undefined) break;
  }
  const entries = about.slice(0, limit);
  const next = about.length > limit ? entries.at(-1)?.id : from;
  return { entries, next, band: bandOf(about.length) };
}

interface Known {
  readonly names: ReadonlyMap<string, string>;
  readonly branches: ReadonlyMap<string, Words>;
  readonly purposes: EnquiryParts['policy']['purposes'];
  readonly item: string | undefined;
}

function eventOf(entry: Entry, known: Known): TimelineEvent {
  const shown = shownIn(entry, known.item);
  return {
    entry: entry.id,
    at: entry.at,
    stage: stagesOf(entry.act)[0],
    act: entry.act,
    title: titleOf(entry.act),
    post: entry.post ?? '',
    ...inWords(entry, known),
    items: Object.keys(entry.items ?? {}).slice(0, 80),
    ...(shown && { shown }),
    result: entry.result,
  };
}

function inWords(
  { actor, branch, purpose: code }: Entry,
  { names, branches, purposes }: Known,
): Pick<TimelineEvent, 'unit' | 'by' | 'purpose'> {
  const by = actor.id && isStaff(actor) ? names.get(actor.id) : undefined;
  const unit = branch && branches.get(branch);
  const purpose = code && purposes.find(code)?.name;
  return { ...(unit && { unit }), ...(by && { by }), ...(purpose && { purpose }) };
}

/** How the item was shown, or the most that was shown of any. */
function shownIn({ items = {} }: Entry, item: string | undefined): TimelineEvent['shown'] {
  const ways = item === undefined ? Object.values(items) : [items[item]];
  return (['plain', 'masked', 'refused'] as const).find((way) => ways.includes(way));
}
