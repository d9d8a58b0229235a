// What may be collected, and whether it is right: the one check of draft, submission and amendment. What is forbidden or
// unlisted is refused before anything is looked at, and nothing of it is kept (R1.2.3, R2.2.2, R2.4.1).
import { refuse, type ItemValues, type RefusalCode } from '@shouxin/contract';
import {
  admit,
  checkRecord,
  isForbiddenOn,
  isRejected,
  neverStored,
  type Channel,
  type CollectionList,
  type Finding,
  type RecordCheck,
} from '@shouxin/contract/items';

interface Asked {
  readonly list: CollectionList;
  readonly values: ItemValues;
  readonly channel: Channel;
}

/** Something that was sent and may not be collected: which, and why not. */
interface Excess {
  readonly targets: readonly string[];
  readonly code: RefusalCode;
}

/** The worst kind of excess among these values, if any; looks at names alone, never at what they hold. */
export function excessOf({ list, values, channel }: Asked): Excess | undefined {
  const targets = Object.entries(values).flatMap(([item, value]) => [
    item,
    ...(typeof value === 'string' ? [] : Object.keys(value).map((part) => `${item}.${part}`)),
  ]);
  const flags = new Set(['agent', 'travel-document']);
  const { unlisted } = admit(list, Object.keys(values), { channel, facts: { flags } });
  const kinds: readonly [RefusalCode, readonly string[]][] = [
    ['collection.never-persist', targets.filter((it) => neverStored(it) === 'never-persist')],
    ['collection.forbidden-item', targets.filter((it) => isForbiddenOn(list, it))],
    ['collection.unlisted-item', unlisted],
  ];
  const [worst] = kinds.filter(([, found]) => found.length > 0);
  return worst && { code: worst[0], targets: itemsOf(worst[1]) };
}

/** An item and its own parts are one excess. */
function itemsOf(targets: readonly string[]): string[] {
  return targets.filter(
    (it) => !it.includes('.') || !targets.includes(it.slice(0, it.indexOf('.'))),
  );
}

export function refuseExcess({ code, targets }: Excess, findings: readonly Finding[] = []): never {
  return refuse(code, {
    remedy: {
      zh: '请删除清单之外的内容后再提交；已登记为过度采集线索。',
      en: 'Take out what the list does not ask for; it was recorded as over-collection.',
    },
    reasons: targets.slice(0, 40).map((item) => ({
      item,
      code: 'EXCESS',
      message: findings.find((it) => it.item === item)?.message ?? {
        zh: `${item} 不得采集，内容未保存`,
        en: `${item} may not be collected; nothing of it was kept`,
      },
    })),
  });
}

/** Images are bytes, not values: the submission itself asks for them. */
const notTyped = new Set(['NP13', 'NP25', 'NP29']);

/** A whole record, normalised, with what is wrong. */
function checkValues({ list, values, channel }: Asked, today: string): RecordCheck {
  const inputs = Object.fromEntries(Object.entries(values).filter(([item]) => !notTyped.has(item)));
  const check = checkRecord({ list, inputs, channel, today });
  return { ...check, findings: check.findings.filter((it) => !notTyped.has(it.item)) };
}

/** The values that may be kept; refuses when one is wrong, with every reason and how to mend it. */
export function requireValid(asked: Asked, today: string): RecordCheck {
  const check = checkValues(asked, today);
  refuseRejected(check.findings);
  return check;
}

function refuseRejected(findings: readonly Finding[]): void {
  if (!isRejected(findings)) return;
  refuse('collection.invalid-values', {
    reasons: findings
      .filter((it) => it.severity === 'reject')
      .slice(0, 40)
      .map(({ item, part, code, message }) => ({
        item: part === undefined ? item : `${item}.${part}`,
        code,
        message,
      })),
  });
}

/** Contradictions between items: they count also when the other item of the pair was not amended. */
const contradictions = new Set([
  'SEX_MISMATCH',
  'BIRTH_MISMATCH',
  'NATIONALITY_MISMATCH',
  'PERIOD_BEFORE_BIRTH',
  'SAME_PERSON',
]);
const partners = new Set(['NP03', 'NP04', 'NP09', 'NP10', 'NP11', 'NP14', 'NP22', 'NP23']);

/**
 * The amended values that may be kept, beside what is known of the record. What was wrong before and is not touched does not
 * stand in the way: a new telephone number needs no new document.
 */
export function requireAmendable(
  { known, ...asked }: Asked & { readonly known: ItemValues },
  today: string,
): ItemValues {
  const items = Object.keys(asked.values);
  const { findings, values, derived } = checkValues(
    { ...asked, values: { ...known, ...asked.values } },
    today,
  );
  const touchesPartners = items.some((item) => partners.has(item));
  refuseRejected(
    findings.filter(({ item, code }) =>
      contradictions.has(code) ? touchesPartners : items.includes(item),
    ),
  );
  const kept = Object.entries(values).filter(([item]) => items.includes(item));
  const birthDate = items.some((item) => item === 'NP09' || item === 'NP10') && derived?.birthDate;
  return { ...Object.fromEntries(kept), ...(birthDate && { NP14: birthDate }) };
}
