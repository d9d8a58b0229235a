// The items of one list, by group, as one table: narrow enough to print on a sheet, and read by row on a phone.
import type { ListCard } from '@shouxin/contract';
import { dictionary } from '@shouxin/contract/items';
import { defineTexts, useList, useTexts, useWords } from '../app/language.ts';
import { basisWords, groups, itemName } from '../items/names.ts';
import { Chip, toneOfClass } from '../ui/chip.tsx';
import { needInFull } from './need.ts';

const texts = defineTexts('collection/list-sheet', {
  label: { zh: '清单内的信息项', en: 'Items on the list' },
  item: { zh: '信息项', en: 'Item' },
  need: { zh: '是否必填', en: 'Need' },
  purposes: { zh: '目的', en: 'Purpose' },
  basis: { zh: '依据', en: 'Basis' },
  class: { zh: '等级', en: 'Class' },
  retention: { zh: '保存', en: 'Kept' },
  reason: { zh: '为什么需要', en: 'Why it is needed' },
  spi: { zh: '敏感', en: 'sensitive' },
  dual: { zh: '双人复核', en: 'two persons' },
});

type Row = ListCard['items'][number];

export function ListSheet({ list }: { readonly list: ListCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const shown = groups.filter((group) => list.items.some((it) => it.group === group.id));
  const heads = ['item', 'need', 'purposes', 'basis', 'class', 'retention', 'reason'] as const;
  return (
    <section className="list list-sheet" aria-label={say('label')}>
      <div className="list-scroll">
        <table aria-label={say('label')}>
          <thead>
            <tr>
              {heads.map((it) => (
                <th key={it} scope="col" className={`sheet-${it}`}>
                  {say(it)}
                </th>
              ))}
            </tr>
          </thead>
          {shown.map((group) => (
            <tbody key={group.id}>
              <tr className="sheet-group">
                <th colSpan={heads.length} scope="rowgroup">
                  {inWords(group.name)}
                </th>
              </tr>
              {list.items
                .filter((it) => it.group === group.id)
                .map((it) => (
                  <SheetRow key={it.item} row={it} list={list} />
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

function SheetRow({ row, list }: { readonly row: Row; readonly list: ListCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const inList = useList();
  const purposes = row.purposes.map(
    (code) => list.purposes.find((it) => it.code === code)?.name ?? { zh: code, en: code },
  );
  const basis = basisWords(row.basis);
  return (
    <tr>
      <td data-label={say('item')}>
        {inWords(itemName(row.item))} <span className="mut num">{row.item}</span>
      </td>
      <td data-label={say('need')}>
        <span className="row-line">
          {inWords(needInFull(row.need, list))}
          {row.dualCheck && <Chip tone="outline">{say('dual')}</Chip>}
        </span>
      </td>
      <td data-label={say('purposes')}>{inList(purposes)}</td>
      <td data-label={say('basis')}>
        <span title={inWords(basis.long)}>{inWords(basis.short)}</span>
      </td>
      <td data-label={say('class')}>
        <Chip tone={toneOfClass(row.class)}>
          {row.class}
          {row.spi && ` ${say('spi')}`}
        </Chip>
      </td>
      <td data-label={say('retention')}>{inWords(retentionWords(row.retention))}</td>
      <td data-label={say('reason')}>{inWords(row.reason)}</td>
    </tr>
  );
}

/** The code table's name without its remark in brackets: on a sheet of thirty rows the duration is what is read. */
export function retentionWords(code: string): ListCard['name'] {
  const name = dictionary.retentions.find((it) => it.code === code)?.name ?? { zh: code, en: code };
  const bare = (text: string) => text.replace(/\s*[(（].*[)）]$/u, '');
  return { zh: bare(name.zh), en: bare(name.en) };
}
