// What may be done with an asset in use: assess, bind data, change, retire. The first three wait for the second person.
import { dataSets, operations, type AssetCard, type Words } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { AssessDrawer } from './assess-form.tsx';
import { AssetDrawer } from './asset-form.tsx';
import { ChoiceField } from './fields.tsx';
import { proposalReads, registerReads } from './words.ts';

const texts = defineTexts('storage/acts', {
  assess: { zh: '登记安全评估', en: 'Record an assessment' },
  bind: { zh: '绑定数据', en: 'Bind data' },
  change: { zh: '变更', en: 'Change' },
  retire: { zh: '停用', en: 'Retire' },
  stillBound: {
    zh: '仍有绑定的数据，请先解除绑定',
    en: 'Data is still bound: end the bindings first',
  },
  retireTitle: { zh: '停用「{name}」？', en: 'Retire {name}?' },
  retireWhat: {
    zh: '停用后不能再绑定数据；登记、评估和绑定的历史保留。',
    en: 'No data can be bound to it any more; its history stays.',
  },
  retired: { zh: '已停用', en: 'Retired' },
  data: { zh: '数据', en: 'Data' },
  bindWhat: {
    zh: 'C2、C3 数据须有有效的安全评估。由个人信息保护负责人复核。',
    en: 'C2 and C3 data needs a valid assessment. The data protection officer reviews it.',
  },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
});

type Open = 'assess' | 'bind' | 'change' | null;

export function AssetActs({ card }: { readonly card: AssetCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [open, setOpen] = useState<Open>(null);
  const { reason } = useAllowance(operations.storage.assess);
  const closed = reason && inWords(reason);
  const retire = useRetire(card);
  const close = () => setOpen(null);
  return (
    <>
      <span className="row-line storage-acts">
        <ActButton
          reason={closed ?? (card.holds.length > 0 ? say('stillBound') : undefined)}
          onClick={retire.ask}
        >
          {say('retire')}
        </ActButton>
        <ActButton reason={closed} onClick={() => setOpen('change')}>
          {say('change')}
        </ActButton>
        <ActButton reason={closed} onClick={() => setOpen('bind')}>
          {say('bind')}
        </ActButton>
        <ActButton type="primary" reason={closed} onClick={() => setOpen('assess')}>
          {say('assess')}
        </ActButton>
      </span>
      {retire.refusal && <RefusalNotice refusal={retire.refusal} />}
      <AssessDrawer isOpen={open === 'assess'} asset={card.asset} onClose={close} />
      <AssetDrawer isOpen={open === 'change'} card={card} onClose={close} />
      <Dialog isOpen={open === 'bind'} title={say('bind')} width={480} onClose={close}>
        <BindForm card={card} onClose={close} />
      </Dialog>
    </>
  );
}

function useRetire({ asset, name }: AssetCard) {
  const say = useTexts(texts);
  const { message, modal } = App.useApp();
  const { run, refusal } = useAct(operations.storage.retire, registerReads);
  const ask = () =>
    void modal.confirm({
      title: say('retireTitle', { name }),
      content: say('retireWhat'),
      okText: say('retire'),
      okButtonProps: { danger: true },
      cancelText: say('cancel'),
      onOk: async () => {
        if (await run({ asset })) void message.success(say('retired'));
      },
    });
  return { ask, refusal };
}

interface BindProps {
  readonly card: AssetCard;
  readonly onClose: () => void;
}

function BindForm({ card, onClose }: BindProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const { run, isBusy, refusal } = useAct(operations.storage.bind, proposalReads);
  const [dataSet, setDataSet] = useState<string>();
  const held = card.holds.map(({ code }) => code);
  const choices: Record<string, Words> = Object.fromEntries(
    dataSets
      .filter(({ code }) => !held.includes(code))
      .map((it) => [
        it.code,
        { zh: `${it.name.zh} · ${it.class}`, en: `${it.name.en} · ${it.class}` },
      ]),
  );
  const propose = async (event: FormEvent) => {
    event.preventDefault();
    if (!dataSet) return;
    const answer = await run({ asset: card.asset, dataSet });
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    onClose();
  };
  return (
    <form className="stack" onSubmit={(event) => void propose(event)}>
      <p className="mut">{say('bindWhat')}</p>
      <ChoiceField label={say('data')} value={dataSet} choices={choices} onChange={setDataSet} />
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!dataSet}>
          {say('go')}
        </Button>
      </div>
    </form>
  );
}
