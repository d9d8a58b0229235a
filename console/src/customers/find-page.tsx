// Who was found, masked. What was looked for stays in memory and is named by its kind only.
import { operations, type CustomerCard, type Purpose } from '@shouxin/contract';
import { Link, useNavigate } from 'react-router';
import { GlobalSearch, searchTexts } from '../app/global-search.tsx';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { lastSearch, type Search } from '../app/search-terms.ts';
import { useStore } from '../app/store.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { Watermark } from '../ui/watermark.tsx';
import { PurposeGate } from './purpose-gate.tsx';
import { relationWords, standingTones, standingWords } from './words.ts';

const texts = defineTexts('customers/find', {
  title: { zh: '客户', en: 'Customers' },
  lead: {
    zh: '按证件号码、手机、客户号或姓名查找；查找条件不会留在网址和记录里。',
    en: 'Find by document, mobile, customer number or name. Search terms stay out of addresses and logs.',
  },
  results: { zh: '查找结果', en: 'Found' },
  by: { zh: '按{kind}查找', en: 'By {kind}' },
  number: { zh: '客户号', en: 'Customer no.' },
  name: { zh: '姓名', en: 'Name' },
  document: { zh: '证件', en: 'Document' },
  relation: { zh: '与我', en: 'Relation' },
  branch: { zh: '网点', en: 'Branch' },
  standing: { zh: '状态', en: 'Standing' },
  none: { zh: '没有找到', en: 'Nobody found' },
  noneHint: {
    zh: '请核对号码是否完整；新客户请到「柜面采集」登记。也可换一种查找方式。',
    en: 'Check that the number is complete, or find by something else. A new customer is registered under Collection.',
  },
});

export function FindPage() {
  const say = useTexts(texts);
  const search = useStore(lastSearch);
  if (!search) {
    return (
      <Page title={say('title')} lead={say('lead')}>
        <GlobalSearch isLarge />
      </Page>
    );
  }
  return (
    <PurposeGate title={say('title')}>
      {(purpose) => <Results key={search.at} search={search} purpose={purpose} />}
    </PurposeGate>
  );
}

function Results({ search, purpose }: { readonly search: Search; readonly purpose: Purpose }) {
  const say = useTexts(texts);
  const sayKind = useTexts(searchTexts);
  const navigate = useNavigate();
  const columns = useColumns();
  const pages = usePages();
  const { answer, refusal, again } = useRead(
    operations.customers.search,
    { terms: search.terms, purpose, ...(pages.cursor && { cursor: pages.cursor }) },
    { personal: true, keep: true },
  );
  return (
    <Page title={say('title')} lead={say('lead')}>
      <Watermark />
      <div className="stack">
        <GlobalSearch isLarge />
        <ListTable
          label={say('results')}
          columns={columns}
          {...listed({ answer, refusal, again }, pages)}
          rowKey={(it) => it.customer}
          onOpen={(it) => void navigate(`/customers/${it.customer}`)}
          empty={<Empty title={say('none')} hint={say('noneHint')} />}
          tools={
            <>
              <h2>{say('results')}</h2>
              <span className="mut">{say('by', { kind: sayKind(search.terms.by) })}</span>
            </>
          }
        />
      </div>
    </Page>
  );
}

function useColumns(): readonly Column<CustomerCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'number',
      title: say('number'),
      width: 160,
      render: (it) => (
        <Link className="num" to={`/customers/${it.customer}`}>
          {it.number}
        </Link>
      ),
    },
    { key: 'name', title: say('name'), width: 140, render: (it) => it.maskedName },
    {
      key: 'document',
      title: say('document'),
      render: (it) => (
        <>
          <span className="mut">{inWords(it.documentKind)}</span>{' '}
          <span className="num">{it.maskedDocument}</span>
        </>
      ),
    },
    {
      key: 'relation',
      title: say('relation'),
      width: 160,
      choice: 'on',
      render: (it) => inWords(relationWords[it.relation]),
    },
    {
      key: 'branch',
      title: say('branch'),
      width: 180,
      choice: 'on',
      render: (it) => inWords(it.branch),
    },
    {
      key: 'standing',
      title: say('standing'),
      width: 120,
      render: (it) => (
        <Chip tone={standingTones[it.standing]}>{inWords(standingWords[it.standing])}</Chip>
      ),
    },
  ];
}
