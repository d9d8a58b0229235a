// Initial credentials that wait for me: the password for who proposed, the authenticator for who approved, so that neither can
// sign in as the other person (decision 0017). Each is shown once.
import { operations, type HandOver } from '@shouxin/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts } from '../app/language.ts';
import { useAct, useRead } from '../app/queries.ts';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { SecretOnce, type Secret } from './secret-once.tsx';

const texts = defineTexts('accounts/hand-overs', {
  title: { zh: '初始凭据交接', en: 'Initial credentials' },
  lead: {
    zh: '账号事项批准后，初始密码由提交人领取，动态口令由复核人领取，分别当面交给本人。任何一方都不能单独登录。',
    en: 'After approval the password goes to who proposed and the authenticator to who approved. Each hands theirs to the holder in person; neither can sign in alone.',
  },
  account: { zh: '账号', en: 'Account' },
  name: { zh: '姓名', en: 'Name' },
  what: { zh: '凭据', en: 'Credential' },
  why: { zh: '事由', en: 'Reason' },
  until: { zh: '领取期限', en: 'Take before' },
  act: { zh: '操作', en: 'Act' },
  password: { zh: '初始密码', en: 'Initial password' },
  totp: { zh: '动态口令', en: 'Authenticator' },
  created: { zh: '新建账号', en: 'New account' },
  reset: { zh: '重置', en: 'Reset' },
  take: { zh: '领取', en: 'Take' },
  takeOf: { zh: '领取 {account} 的{what}', en: 'Take: {what} of {account}' },
  none: { zh: '没有待领取的初始凭据', en: 'No credential waits for you' },
  noneHint: {
    zh: '您提交或批准的新建账号、重置密码生效后，会出现在这里。',
    en: 'They appear here when a new account or a reset that you proposed or approved takes effect.',
  },
});

const changed = [operations.identity.listHandOvers, operations.desk.desk];

export function HandOversPage() {
  const say = useTexts(texts);
  const [secret, setSecret] = useState<Secret | null>(null);
  const { answer, refusal, again } = useRead(operations.identity.listHandOvers, {});
  const taking = useAct(operations.identity.handOver, changed);
  const take = async ({ handOver }: HandOver) => {
    const taken = await taking.run({ handOver });
    if (taken) setSecret(taken);
  };
  return (
    <Page title={say('title')} lead={say('lead')}>
      {taking.refusal && <RefusalNotice refusal={taking.refusal} />}
      <ListTable
        label={say('title')}
        columns={useColumns((it) => void take(it), taking.isBusy)}
        rows={answer?.items}
        rowKey={(it) => it.handOver}
        refusal={refusal}
        onAgain={again}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
      />
      <SecretOnce secret={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}

function useColumns(take: (it: HandOver) => void, isBusy: boolean): readonly Column<HandOver>[] {
  const say = useTexts(texts);
  return [
    { key: 'account', title: say('account'), width: 170, render: (it) => it.account },
    { key: 'name', title: say('name'), width: 180, render: (it) => it.displayName },
    { key: 'what', title: say('what'), render: (it) => say(it.kind) },
    { key: 'why', title: say('why'), render: (it) => say(it.reason) },
    {
      key: 'until',
      title: say('until'),
      width: 132,
      render: (it) => <span className="num">{atShort(it.until)}</span>,
    },
    {
      key: 'act',
      title: say('act'),
      width: 120,
      render: (it) => (
        <Button
          size="small"
          loading={isBusy}
          aria-label={say('takeOf', { account: it.account, what: say(it.kind) })}
          onClick={() => take(it)}
        >
          {say('take')}
        </Button>
      ),
    },
  ];
}
