// Amend (更正): old value masked, new value checked by the contract's validators, the ground in words. Items under double
// check wait for a second person, and the drawer says so before anything is typed; the image of the document goes along.
import type { CustomerView, Purpose } from '@shouxin/contract';
import { listOf } from '@shouxin/contract/items';
import { App, Button, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import { defineTexts, useTexts, useValueText, useWords } from '../app/language.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ItemField } from '../items/item-field.tsx';
import { itemName } from '../items/names.ts';
import { useItemForm, type ItemForm } from '../items/use-item-form.ts';
import { filled } from '../items/values.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import { ImagesToAmend, mayNeedImage, useAmendImages, type AmendImages } from './amend-images.tsx';
import { imageItem, mayAmend } from './may-amend.ts';
import { useAmend } from './use-amend.ts';

const texts = defineTexts('customers/amend', {
  title: { zh: '更正客户资料', en: 'Amend the record' },
  which: { zh: '更正哪些信息项', en: 'Items to amend' },
  now: { zh: '现为', en: 'Now' },
  hidden: { zh: '不显示', en: 'not shown' },
  dual: {
    zh: '姓名、手机、证件种类、证件号码、有效期限和证件影像须复核：提交后由另一人批准才生效，期间新旧值并列显示。',
    en: 'Name, mobile, and the kind, number, validity and image of the document are reviewed: they take effect when a second person approves.',
  },
  ground: { zh: '更正依据', en: 'Ground' },
  groundHint: {
    zh: '例如：客户持新身份证到柜面',
    en: 'For example: the customer came with a new identity card',
  },
  propose: { zh: '提交复核', en: 'Propose' },
  save: { zh: '更正', en: 'Amend' },
  cancel: { zh: '取消', en: 'Cancel' },
  leave: { zh: '放弃已填写的更正？', en: 'Discard what was typed?' },
  leaveGo: { zh: '放弃', en: 'Discard' },
  leaveStay: { zh: '继续填写', en: 'Keep typing' },
});

const submitWords = { zh: '提交更正', en: 'Submit the amendment' };

interface Props {
  readonly view: CustomerView;
  readonly purpose: Purpose;
  readonly first: string;
  readonly onClose: () => void;
}

export function AmendDrawer(props: Props) {
  const say = useTexts(texts);
  const { modal } = App.useApp();
  const items = openItems(props.view);
  const start = items.includes(props.first) ? [props.first] : [];
  const [chosen, setChosen] = useState<readonly string[]>(start);
  const [ground, setGround] = useState('');
  const typed = items.filter((it) => it !== imageItem);
  const form = useItemForm('CS-01', {}, new Set(typed));
  const images = useAmendImages(props.view.card.customer);
  const isTouched =
    ground !== '' || images.count > 0 || Object.keys(filled(form.values)).length > 0;
  const close = () => {
    if (!isTouched) return props.onClose();
    modal.confirm({
      title: say('leave'),
      okText: say('leaveGo'),
      cancelText: say('leaveStay'),
      onOk: props.onClose,
    });
    return undefined;
  };
  return (
    <Drawer open title={say('title')} size={640} onClose={close} destroyOnHidden>
      <AmendForm
        {...props}
        form={form}
        images={images}
        chosen={chosen}
        onChoose={setChosen}
        ground={ground}
        onGround={setGround}
        onCancel={close}
        items={items}
      />
    </Drawer>
  );
}

/** What is kept and does not wait already; the image also when none is kept yet, as of customers taken over by import. */
function openItems({ items }: CustomerView): string[] {
  const open = items
    .filter((it) => mayAmend(it.item) && !it.pending && !it.amendBarred)
    .map((it) => it.item);
  return items.some((it) => it.item === imageItem) ? open : [...open, imageItem];
}

export interface FormProps extends Props {
  readonly form: ItemForm;
  readonly images: AmendImages;
  readonly items: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (items: readonly string[]) => void;
  readonly ground: string;
  readonly onGround: (ground: string) => void;
  readonly onCancel: () => void;
}

function AmendForm(props: FormProps) {
  const { items, images, chosen, ground, onGround, onCancel } = props;
  const say = useTexts(texts);
  const inWords = useWords();
  const dual = new Set(listOf('CS-01').dualCheck);
  const isImageAsked = images.count > 0 || (mayNeedImage(chosen) && items.includes(imageItem));
  const isDual = images.count > 0 || chosen.some((it) => dual.has(it) || it === imageItem);
  const { submit, isBusy, refusal, isReady } = useAmend(props);
  useShortcuts([{ keys: 'ctrl+enter', words: submitWords, run: () => void submit() }]);
  return (
    <form
      className="stack amend"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <WhichItems {...props} />
      {isDual && <p className="note-line">{say('dual')}</p>}
      <NewValues {...props} dual={dual} />
      {isImageAsked && <ImagesToAmend images={images} />}
      <label className="field">
        <span>{say('ground')}</span>
        <Input
          value={ground}
          maxLength={200}
          placeholder={say('groundHint')}
          onChange={(event) => onGround(event.target.value)}
        />
      </label>
      {refusal && <RefusalNotice refusal={refusal} nameOf={(it) => inWords(itemName(it))} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onCancel}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!isReady}>
          {say(isDual ? 'propose' : 'save')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
      </div>
    </form>
  );
}

function WhichItems({ items, chosen, onChoose }: FormProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <label className="field" htmlFor="amend-items">
      <span>{say('which')}</span>
      <Select<string[]>
        id="amend-items"
        mode="multiple"
        value={[...chosen]}
        onChange={onChoose}
        maxCount={12}
        options={items.map((it) => ({ value: it, label: inWords(itemName(it)) }))}
        optionFilterProp="label"
      />
    </label>
  );
}

/** Each chosen item: what is kept, masked, under the field for the new value. */
function NewValues({
  view,
  form,
  chosen,
  dual,
}: FormProps & { readonly dual: ReadonlySet<string> }) {
  const say = useTexts(texts);
  const read = useValueText();
  const typed = chosen.filter((it) => it !== imageItem);
  return typed.map((item) => (
    <ItemField
      key={item}
      item={item}
      input={form.values[item]}
      onChange={(input) => form.change(item, input)}
      onLeave={() => form.leave(item)}
      onPasteLine={form.paste}
      findings={form.findingsOf(item)}
      isRequired
      isDualCheck={dual.has(item)}
      hint={`${say('now')} ${read(view.items.find((it) => it.item === item)?.display ?? say('hidden'))}`}
    />
  ));
}
