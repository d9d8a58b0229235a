// The eight tests a collection list passes before it is published (REQUIREMENTS 5.6), plus what PIPL art. 14 to 16 ask
// of it: every item has purpose, basis, reason, class and retention; nothing forbidden; nothing ticked beforehand.
import type { Words } from '../words.ts';
import { type Dictionary, type DictionaryItem, basisOf, dictionary as shipped, neverStored, splitTarget } from './dictionary.ts'; // prettier-ignore
import { type CollectionList, type ListItem, admit, isForbiddenOn } from './lists.ts';

export type LintFinding = { test: number; item?: string; message: Words };

/** What a published notice says; the lint asks that it names all that the list collects. */
export type NoticeContent = {
  items: string[];
  purposes: string[];
  retentions: string[];
  recipients?: string[];
};

type LintInput = { list: CollectionList; dictionary: Dictionary; notice?: NoticeContent };
type LintTest = (input: LintInput) => LintFinding[];

const say = (
  test: number,
  item: string,
  [zh, en]: readonly [zh: string, en: string],
): LintFinding => ({
  test,
  item,
  message: { zh: `${item}：${zh}`, en: `${item}: ${en}` },
});

const isObliging = (row: ListItem): boolean =>
  row.need === 'required' || row.need.startsWith('one_of:');
const isStatutory = (code: string): boolean => basisOf(code)?.kind === 'statutory';

const dictionaryRow = (input: LintInput, id: string): DictionaryItem | undefined => input.dictionary.items.find((row) => row.id === id); // prettier-ignore

/** 1: every item stands in the dictionary and has purpose, basis, reason, class and retention. */
const hasGrounds: LintTest = (input) => {
  const purposes = new Set(input.list.purposes.map((row) => row.code));
  const retentions = new Set(input.dictionary.retentions.map((row) => row.code));
  return input.list.items.flatMap((row) => {
    const entry = dictionaryRow(input, row.item);
    if (!entry) return [say(1, row.item, ['数据字典中没有该项', 'is not in the data dictionary'])];
    const stated = row.purposes.length > 0 && row.purposes.every((code) => purposes.has(code));
    return [
      ...(stated
        ? []
        : [
            say(1, row.item, [
              '没有目的，或目的不在清单内',
              'has no purpose, or one that the list does not name',
            ]),
          ]),
      ...(basisOf(row.basis) ? [] : [say(1, row.item, ['没有合法性基础', 'has no legal basis'])]),
      ...(row.reason.zh.trim() && row.reason.en.trim()
        ? []
        : [say(1, row.item, ['没有写明必要性理由', 'has no reason'])]),
      ...(entry.class === 'none' ? [say(1, row.item, ['没有分级', 'has no class'])] : []),
      ...(retentions.has(row.retention)
        ? []
        : [say(1, row.item, ['没有保存期限', 'has no retention'])]),
    ];
  });
};

/** 2: nothing forbidden, on this list or anywhere. */
const noForbidden: LintTest = ({ list }) =>
  list.items
    .filter((row) => isForbiddenOn(list, row.item))
    .map((row) =>
      say(2, row.item, [
        '属于禁止采集或不得留存的信息',
        neverStored(row.item) ? 'may never be stored' : 'is forbidden on this list',
      ]),
    );

/** 3: what is required rests on contract or law (PIPL art. 16: no refusal of service for want of consent). */
const requiredIsNecessary: LintTest = ({ list }) =>
  list.items
    .filter((row) => isObliging(row) && !isStatutory(row.basis))
    .map((row) => say(3, row.item, ['必填项不能以同意为依据', 'is required but rests on consent']));

const lacking = (wanted: Iterable<string>, named: readonly string[]): string[] =>
  [...wanted].filter((code) => !named.includes(code));

/** 4: the notice names every item, purpose and retention (PIPL art. 17). */
const noticeNamesAll: LintTest = ({ list, notice }) => {
  if (!notice) return [];
  const retentions = new Set(list.items.map((row) => row.retention));
  return [
    ...lacking(
      list.items.map((row) => row.item),
      notice.items,
    ),
    ...lacking(
      list.purposes.map((row) => row.code),
      notice.purposes,
    ),
    ...lacking(retentions, notice.retentions),
  ].map((code) => say(4, code, ['告知书没有写明', 'is not named in the notice']));
};

/** 5: sensitive items need a separate consent or a statutory basis (PIPL art. 28 and 29). */
const sensitiveIsCovered: LintTest = (input) =>
  input.list.items
    .filter(
      (row) =>
        dictionaryRow(input, row.item)?.spi === 'yes' &&
        !isStatutory(row.basis) &&
        row.basis !== 'B1s',
    )
    .map((row) =>
      say(5, row.item, [
        '敏感个人信息须有单独同意或法定依据',
        'is sensitive: needs a separate consent or a statutory basis',
      ]),
    );

const obliging = (list: CollectionList): string[] =>
  list.items
    .filter((row) => row.need === 'required' || row.need.startsWith('one_of:'))
    .map((row) => row.item);

/** 6 and 7: only the required items are enough; one more that is not listed is refused. */
const admitsJustTheRequired: LintTest = ({ list }) => {
  const at = { channel: 'counter', facts: { age: 40, flags: new Set<string>() } } as const;
  const enough = admit(list, obliging(list), at);
  const extra = admit(list, [...obliging(list), 'ZZ99'], at);
  return [
    ...enough.missing.map((item) =>
      say(6, item, [
        '只填必填项时仍被视为缺失',
        'is missing although all required items are given',
      ]),
    ),
    ...[...enough.unlisted, ...enough.forbidden].map((item) =>
      say(6, item, ['必填项不被接受', 'is required but not accepted']),
    ),
    ...(extra.unlisted.includes('ZZ99')
      ? []
      : [say(7, 'ZZ99', ['清单外的项没有被拒绝', 'is not listed, yet it is accepted'])]),
  ];
};

/** 8: more required items than the baseline needs compliance first. */
const requiredWithinBaseline: LintTest = ({ list }) => {
  const count = obliging(list).length;
  if (count <= list.limits.requiredItemsMax) return [];
  return [say(8, list.id, [`必填项${count}个，超过基线${list.limits.requiredItemsMax}个，须合规批准`, `has ${count} required items, above the baseline of ${list.limits.requiredItemsMax}: compliance must approve`])]; // prettier-ignore
};

/** A consent may not be ticked beforehand, and marketing stands apart (7.1, PIPL art. 14). */
const nothingPreset: LintTest = ({ list }) =>
  list.purposes
    .filter(
      (row) =>
        row.preset ||
        (basisOf(row.basis)?.kind === 'consent' &&
          list.items.some((i) => isObliging(i) && i.purposes.includes(row.code))),
    ) // prettier-ignore
    .map((row) =>
      say(3, row.code, [
        '同意不得预先勾选，也不得与必填项捆绑',
        'a consent may not be ticked beforehand nor bound to required items',
      ]),
    );

/** Dual check and enhanced notice must point at items of the list; sensitive ones need the enhanced notice. */
const referencesHold: LintTest = (input) => {
  const ids = new Set(input.list.items.map((row) => row.item));
  const dangling = [...input.list.dualCheck, ...input.list.notice.enhancedItems].filter(
    (item) => !ids.has(splitTarget(item).item),
  );
  const unannounced = input.list.items.filter((row) => dictionaryRow(input, row.item)?.spi === 'yes' && !input.list.notice.enhancedItems.includes(row.item)); // prettier-ignore
  return [
    ...dangling.map((item) =>
      say(1, item, ['被引用但不在清单内', 'is referred to but not on the list']),
    ),
    ...unannounced.map((row) =>
      say(5, row.item, ['敏感个人信息须有增强告知', 'is sensitive: needs the enhanced notice']),
    ),
  ];
};

const tests: readonly LintTest[] = [hasGrounds, noForbidden, requiredIsNecessary, noticeNamesAll, sensitiveIsCovered, admitsJustTheRequired, requiredWithinBaseline, nothingPreset, referencesHold]; // prettier-ignore

/** Everything that stands between a list and its publication; an empty answer means it may be proposed. */
export function lintList(
  list: CollectionList,
  dictionary: Dictionary = shipped,
  notice?: NoticeContent,
): LintFinding[] {
  return tests.flatMap((test) => test({ list, dictionary, notice }));
}
