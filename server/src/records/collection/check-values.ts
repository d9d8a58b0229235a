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

export interface Asked {
  readonly list: CollectionList;
  readonly values: ItemValues;
  readonly channel: Channel;
}

/** Something that was sent and may not be collected: which, and why not. */
export interface Excess {
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
export function checkValues({ list, values, channel }: Asked, today: string): RecordCheck {
  const inputs = Object.fromEntries(Object.entries(values).filter(([item]) => !notTyped.has(item)));
  const check = checkRecord({ list, inputs, channel, today });
  return { ...check, findings: check.findings.filter((it) => !notTyped.has(it.item)) };
}

/** The values that may be kept; refuses when one is wrong, with every reason and how to mend it. */
export function requireValid(asked: Asked, today: string): RecordCheck {
  const check = checkValues(asked, today);
  if (!isRejected(check.findings)) return check;
  return refuse('collection.invalid-values', {
    reasons: check.findings
      .filter((it) => it.severity === 'reject')
      .slice(0, 40)
      .map(({ item, part, code, message }) => ({
        item: part === undefined ? item : `${item}.${part}`,
        code,
        message,
      })),
  });
}
