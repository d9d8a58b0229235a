// Rule table (法规库): every figure the product goes by, with its article, its dates and how sure the source is (R1.1.2).
import { operations, type RuleRow } from '@shouxin/contract';
import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useState } from 'react';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { inFigures, marks, markTones, markWords } from './words.ts';

const texts = defineTexts('governance/rules', {
  title: { zh: '法规库', en: 'Rule table' },
  lead: {
    zh: '系统执行的每个数值都有出处和生效日期；标「待法务确认」的暂按行内口径执行。',
    en: 'Every figure the system goes by has an article and a date. Those for legal to confirm follow the institution for now.',
  },
  find: { zh: '查找规则', en: 'Find a rule' },
  filter: { zh: '按来源筛选', en: 'By source' },
  all: { zh: '全部', en: 'All' },
  what: { zh: '规则', en: 'Rule' },
  value: { zh: '数值', en: 'Value' },
  article: { zh: '出处', en: 'Article' },
  effective: { zh: '生效', en: 'In force from' },
  until: { zh: '{from} 至 {to}', en: '{from} to {to}' },
  mark: { zh: '来源', en: 'Source' },
  none: { zh: '没有符合的规则', en: 'No rule fits' },
  noneHint: { zh: '换一个词，或选「全部」。', en: 'Try another word, or choose All.' },
});

const choices = ['all', ...marks] as const;

export function RulesPage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const [mark, setMark] = useAddressChoice('mark', choices, 'all');
  const [typed, setTyped] = useState('');
  const { answer, refusal, again } = useRead(operations.governance.rules, {});
  const found = answer?.items.filter((it) => isFound(it, typed));
  const isShown = (it: RuleRow, choice: typeof mark) => choice === 'all' || it.mark === choice;
  return (
    <Page title={say('title')} lead={say('lead')}>
      <ListTable
        label={say('title')}
        columns={useColumns()}
        rows={found?.filter((it) => isShown(it, mark))}
        rowKey={(it) => `${it.key}/${it.effectiveFrom}`}
        refusal={refusal}
        onAgain={again}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
        tools={
          <>
            <Input
              className="governance-find"
              prefix={<SearchOutlined aria-hidden />}
              aria-label={say('find')}
              placeholder={say('find')}
              allowClear
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
            <FilterChips
              label={say('filter')}
              value={mark}
              onChange={setMark}
              choices={choices.map((it) => ({
                value: it,
                label: it === 'all' ? say('all') : inWords(markWords[it]),
                count: found?.filter((row) => isShown(row, it)).length,
              }))}
            />
          </>
        }
      />
    </Page>
  );
}

function isFound({ key, article, note }: RuleRow, typed: string): boolean {
  const sought = typed.trim().toLowerCase();
  const texts = [key, article.zh, article.en, note?.zh, note?.en];
  return texts.some((it) => it?.toLowerCase().includes(sought));
}

function useColumns(): readonly Column<RuleRow>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'what',
      title: say('what'),
      width: '38%',
      render: (it) => (
        <span>
          {it.note && inWords(it.note)} <code className="mut governance-key">{it.key}</code>
        </span>
      ),
    },
    {
      key: 'value',
      title: say('value'),
      width: 132,
      align: 'right',
      render: (it) => <Value row={it} />,
    },
    { key: 'article', title: say('article'), render: (it) => inWords(it.article) },
    {
      key: 'effective',
      title: say('effective'),
      width: 132,
      choice: 'on',
      render: (it) => (
        <span className="num">
          {it.effectiveTo
            ? say('until', { from: it.effectiveFrom, to: it.effectiveTo })
            : it.effectiveFrom}
        </span>
      ),
    },
    {
      key: 'mark',
      title: say('mark'),
      width: 148,
      render: (it) => <Chip tone={markTones[it.mark]}>{inWords(markWords[it.mark])}</Chip>,
    },
  ];
}

function Value({ row }: { readonly row: RuleRow }) {
  const inWords = useWords();
  const { figure, unit } = inFigures(row);
  return (
    <span>
      <b>{figure}</b> {inWords(unit)}
    </span>
  );
}
