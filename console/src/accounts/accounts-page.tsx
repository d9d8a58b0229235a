// All accounts: person, post, unit, state, last sign-in. One opens beside the list, with everything that may be done to it.
import { operations, postTitles, type Account } from '@shouxin/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useAddressChoice } from '../app/address.ts';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { State } from './account-state.tsx';
import { AccountDrawer } from './account-drawer.tsx';
import { CreateAccountDrawer } from './create-account-drawer.tsx';
import { states, stateWords } from './words.ts';

const texts = defineTexts('accounts/accounts', {
  title: { zh: '账号与岗位', en: 'Accounts and posts' },
  lead: {
    zh: '权限只随岗位，不授予个人。新建账号、调整岗位、重置密码由系统管理员提交、安全管理员复核后生效。',
    en: 'Permissions come with a post, never with a person. New accounts, changes of post and resets are proposed here and take effect when a security administrator approves.',
  },
  create: { zh: '新建账号', en: 'New account' },
  filter: { zh: '按状态筛选', en: 'By state' },
  all: { zh: '全部', en: 'All' },
  account: { zh: '账号', en: 'Account' },
  name: { zh: '姓名', en: 'Name' },
  post: { zh: '岗位', en: 'Post' },
  unit: { zh: '机构', en: 'Unit' },
  state: { zh: '状态', en: 'State' },
  lastSignIn: { zh: '上次登录', en: 'Last sign-in' },
  never: { zh: '从未登录', en: 'Never' },
  none: { zh: '没有这一状态的账号', en: 'No account in this state' },
  noneHint: { zh: '选「全部」查看其他账号。', en: 'Choose All to see the others.' },
});

const keyWords = { zh: '新建账号', en: 'New account' };
const choices = ['all', ...states] as const;

export function AccountsPage() {
  const say = useTexts(texts);
  const [isCreating, setCreating] = useState(false);
  const [opened, setOpened] = useState<Account | null>(null);
  useShortcuts([{ keys: 'n', words: keyWords, run: () => setCreating(true) }]);
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      action={
        <Button type="primary" onClick={() => setCreating(true)}>
          {say('create')} <kbd aria-hidden="true">n</kbd>
        </Button>
      }
    >
      <AccountList onOpen={setOpened} />
      <AccountDrawer account={opened} onChange={setOpened} onClose={() => setOpened(null)} />
      <CreateAccountDrawer isOpen={isCreating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function AccountList({ onOpen }: { readonly onOpen: (account: Account) => void }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [state, setState] = useAddressChoice('state', choices, 'all');
  const pages = usePages();
  const { answer, refusal, again } = useRead(
    operations.identity.listAccounts,
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
      columns={useColumns(onOpen)}
      {...listed({ answer, refusal, again }, pages)}
      rowKey={(it) => it.id}
      onOpen={onOpen}
      empty={<Empty title={say('none')} hint={say('noneHint')} />}
      tools={
        <FilterChips
          label={say('filter')}
          value={state}
          onChange={choose}
          choices={choices.map((it) => ({
            value: it,
            label: it === 'all' ? say('all') : inWords(stateWords[it]),
          }))}
        />
      }
    />
  );
}

function useColumns(open: (account: Account) => void): readonly Column<Account>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'account',
      title: say('account'),
      width: 170,
      render: (it) => (
        <button type="button" className="link" onClick={() => open(it)}>
          {it.account}
        </button>
      ),
    },
    { key: 'name', title: say('name'), width: 180, render: (it) => it.displayName },
    {
      key: 'post',
      title: say('post'),
      render: (it) => it.posts.map(({ post }) => inWords(postTitles[post])).join(' · '),
    },
    {
      key: 'unit',
      title: say('unit'),
      render: (it) => it.posts.map(({ unit }) => inWords(unit.name)).join(' · '),
    },
    { key: 'state', title: say('state'), width: 240, render: (it) => <State account={it} /> },
    {
      key: 'lastSignIn',
      title: say('lastSignIn'),
      width: 160,
      choice: 'on',
      render: (it) =>
        it.lastSignInAt ? (
          <span className="num">{atMinute(it.lastSignInAt)}</span>
        ) : (
          <span className="mut">{say('never')}</span>
        ),
    },
  ];
}
