// Single versions of keys (版本): what each wraps now, since when; and from here one is marked as compromised (泄露).
import { operations, type OutputOf } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useAddressChoice } from '../app/address.ts';
import { onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, useAct, usePages, useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { ProposeDialog } from './propose-dialog.tsx';
import { inState, shownStates, stateTones } from './words.ts';

const texts = defineTexts('keys/versions', {
  title: { zh: '密钥版本', en: 'Versions of keys' },
  custody: { zh: '密钥与保管', en: 'Keys and custody' },
  lead: {
    zh: '每把密钥的每个版本一行。确认或怀疑泄露时，在所涉版本登记。',
    en: 'One row for each version of each key. Where a compromise is certain or suspected, mark the version.',
  },
  filter: { zh: '按状态筛选', en: 'By state' },
  all: { zh: '全部', en: 'All' },
  key: { zh: '密钥', en: 'Key' },
  version: { zh: '版本', en: 'Version' },
  state: { zh: '状态', en: 'State' },
  wraps: { zh: '现封装', en: 'Wraps' },
  suite: { zh: '套件', en: 'Suite' },
  created: { zh: '启用', en: 'Since' },
  changed: { zh: '状态变更', en: 'Changed' },
  act: { zh: '操作', en: 'Act' },
  mark: { zh: '登记泄露', en: 'Mark compromised' },
  markOf: { zh: '登记 {key} 泄露', en: 'Mark {key} as compromised' },
  what: {
    zh: '批准后该密钥启用新版本，所涉版本停用。桶密钥：它封装过的客户密钥一并停用，仍可解密，但不再用于加密。检索密钥：检索指纹全部重新生成。由个人信息保护负责人复核。',
    en: 'Once approved, the key gets a new version and this one is put out of use. Of a bucket key: the customer keys it wrapped are put out of use with it; they still open, and seal nothing more. Of an index key: every fingerprint is made again. The data protection officer reviews it.',
  },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
  none: { zh: '没有这一状态的密钥', en: 'No key in this state' },
});

type Version = OutputOf<typeof operations.keys.versions>['items'][number];

const choices = ['all', ...shownStates] as const;
const changed = [operations.approvals.mine, operations.desk.desk];
const example = { zh: '例如：备份介质遗失', en: 'For example: a backup medium was lost' };

export function VersionsPage() {
  const say = useTexts(texts);
  const [marked, setMarked] = useState<Version | null>(null);
  return (
    <Page title={say('title')} lead={say('lead')} crumbs={[{ to: '/keys', name: say('custody') }]}>
      <VersionList onMark={setMarked} />
      <CompromiseDialog version={marked} onClose={() => setMarked(null)} />
    </Page>
  );
}

function VersionList({ onMark }: { readonly onMark: (it: Version) => void }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [state, setState] = useAddressChoice('state', choices, 'all');
  const pages = usePages();
  const { answer, refusal, again } = useRead(
    operations.keys.versions,
    {
      limit: 50,
      ...(state !== 'all' && { state }),
      ...(pages.cursor && { cursor: pages.cursor }),
    },
    { keep: true },
  );
  const choose = pages.filtering(setState);
  return (
    <ListTable
      label={say('title')}
      columns={useColumns(onMark)}
      {...listed({ answer, refusal, again }, pages)}
      rowKey={(it) => it.id}
      empty={<Empty title={say('none')} />}
      tools={
        <FilterChips
          label={say('filter')}
          value={state}
          onChange={choose}
          choices={choices.map((it) => ({
            value: it,
            label: it === 'all' ? say('all') : inWords(inState(it)),
          }))}
        />
      }
    />
  );
}

function CompromiseDialog({
  version,
  onClose,
}: {
  readonly version: Version | null;
  readonly onClose: () => void;
}) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const { run, isBusy, refusal, clear } = useAct(operations.keys.compromise, changed);
  const close = () => {
    clear();
    onClose();
  };
  const propose = async (ground: string) => {
    const answer = version && (await run({ key: version.id, ground }));
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    close();
  };
  return (
    <ProposeDialog
      title={say('markOf', { key: version?.id ?? '' })}
      what={say('what')}
      example={example}
      isOpen={version !== null}
      isBusy={isBusy}
      refusal={refusal}
      onPropose={propose}
      onClose={close}
    />
  );
}

const isMarkable = ({ key, state }: Version): boolean =>
  /^(bucket|index)\//.test(key) && (state === 'active' || state === 'deactivated');

function useColumns(onMark: (it: Version) => void): readonly Column<Version>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    { key: 'key', title: say('key'), render: (it) => <code>{it.key}</code> },
    {
      key: 'version',
      title: say('version'),
      width: 80,
      align: 'right',
      render: (it) => it.version,
    },
    {
      key: 'state',
      title: say('state'),
      width: 110,
      render: (it) => <Chip tone={stateTones[it.state]}>{inWords(inState(it.state))}</Chip>,
    },
    {
      key: 'wraps',
      title: say('wraps'),
      width: 100,
      align: 'right',
      render: (it) => it.wraps?.toLocaleString('en-US') ?? '—',
    },
    { key: 'suite', title: say('suite'), width: 210, choice: 'on', render: (it) => it.suite },
    {
      key: 'created',
      title: say('created'),
      width: 120,
      render: (it) => <span className="num">{onDay(it.createdAt)}</span>,
    },
    {
      key: 'changed',
      title: say('changed'),
      width: 120,
      choice: 'on',
      render: (it) => <span className="num">{onDay(it.changedAt)}</span>,
    },
    {
      key: 'act',
      title: say('act'),
      width: 120,
      render: (it) =>
        isMarkable(it) && (
          <Button
            size="small"
            aria-label={say('markOf', { key: it.id })}
            onClick={() => onMark(it)}
          >
            {say('mark')}
          </Button>
        ),
    },
  ];
}
