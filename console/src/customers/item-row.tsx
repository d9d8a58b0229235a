// One value: masked, or open for some seconds; what class it is, on what basis it is held, how fresh; what may be done.
import { operations, type CustomerItem, type ValueText, type Words } from '@shouxin/contract';
import { Button } from 'antd';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts, useValueText, useWords, type Say } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { basisWords, classWords, itemName } from '../items/names.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip, Dot, toneOfClass } from '../ui/chip.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import type { GroupsProps } from './item-groups.tsx';
import { isClosedForGood, spaced, type Opened } from './use-reveal.ts';
import { mayAmend } from './may-amend.ts';
import { VerifyButton } from './verify-button.tsx';
import { freshTones, freshWords } from './words.ts';

const texts = defineTexts('customers/item-row', {
  reveal: { zh: '查看', en: 'Reveal' },
  close: { zh: '收起', en: 'Close' },
  amend: { zh: '更正', en: 'Amend' },
  left: { zh: '{seconds} 秒', en: '{seconds} s' },
  hidden: { zh: '不显示', en: 'Not shown' },
  pending: { zh: '待复核', en: 'Under review' },
  becomes: { zh: '改为', en: 'becomes' },
  by: { zh: '提交：{by} {at}', en: 'by {by}, {at}' },
  underReview: {
    zh: '有待复核的变更，处理后才能再更正',
    en: 'A change is under review; amend it after the decision',
  },
  approval: { zh: '查看须经审批', en: 'A reveal needs approval' },
  never: { zh: '不提供明文查看', en: 'Never revealed' },
});

type Props = GroupsProps & { readonly item: CustomerItem };

export function ItemRow(props: Props) {
  const { item, focused, onFocus, reveal } = props;
  const refusal = reveal.refusal?.item === item.item ? reveal.refusal.refusal : undefined;
  return (
    <>
      <tr
        className={focused === item.item ? 'item-on' : undefined}
        data-item={item.item}
        tabIndex={-1}
        onFocus={() => onFocus(item.item)}
        onClick={() => onFocus(item.item)}
      >
        <Facts item={item} opened={reveal.opened} left={reveal.left} />
        <td className="item-acts">
          <Acts {...props} />
        </td>
      </tr>
      {item.pending && <PendingRow pending={item.pending} now={item.display} />}
      {refusal && (
        <tr>
          <td colSpan={6} className="item-refusal">
            <RefusalNotice refusal={refusal} />
          </td>
        </tr>
      )}
    </>
  );
}

interface FactsProps {
  readonly item: CustomerItem;
  readonly opened: Opened | null;
  readonly left: number;
}

function Facts({ item, opened, left }: FactsProps) {
  const inWords = useWords();
  const { code, extra } = classWords(item.item);
  const basis = basisWords(item.why.basis);
  return (
    <>
      <th scope="row">{inWords(itemName(item.item))}</th>
      <td className="num item-value">
        {opened?.item === item.item ? <Open opened={opened} left={left} /> : <Shown item={item} />}
      </td>
      <td>
        <Chip tone={toneOfClass(code)}>{extra ? `${code} ${inWords(extra)}` : code}</Chip>
      </td>
      <td>
        <Chip tone="outline" title={inWords(basis.long)}>
          {inWords(basis.short)}
        </Chip>
      </td>
      <td>
        <Dot
          tone={freshTones[item.freshness.state]}
          label={inWords(freshWords[item.freshness.state])}
        />
      </td>
    </>
  );
}

function Shown({ item }: { readonly item: CustomerItem }) {
  const say = useTexts(texts);
  const read = useValueText();
  if (item.display === undefined) return <span className="mut">{say('hidden')}</span>;
  return <>{read(item.display)}</>;
}

/** Open in place: nothing else on the row moves; it cannot be selected, copied or dragged out. */
function Open({ opened, left }: { readonly opened: Opened; readonly left: number }) {
  const say = useTexts(texts);
  const read = useValueText();
  const share = Math.min(1, left / opened.seconds);
  return (
    <span
      className="item-open"
      onCopy={(event) => event.preventDefault()}
      onDragStart={(event) => event.preventDefault()}
    >
      <output>{spaced(opened.item, read(opened.display))}</output>
      <small className="mut">{say('left', { seconds: left })}</small>
      <span className="item-bar" aria-hidden="true" style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}

function Acts({ item, reveal, verifying, onVerify, onAmend, view }: Props) {
  const say = useTexts(texts);
  const isMasked = item.reveal !== 'open';
  const whyNot = useAmendReason(item);
  return (
    <span className="row-acts">
      {isMasked && item.display !== undefined && (
        <VerifyButton
          customer={view.card.customer}
          item={item.item}
          isOpen={verifying === item.item}
          onTurn={(isOpen) => onVerify(isOpen ? item.item : undefined)}
        />
      )}
      {isMasked && <RevealButton item={item} reveal={reveal} />}
      {mayAmend(item.item) && whyNot !== null && (
        <ActButton
          type="link"
          size="small"
          reason={whyNot || undefined}
          onClick={() => onAmend(item.item)}
        >
          {say('amend')}
        </ActButton>
      )}
    </span>
  );
}

/** Why not, empty when it may be amended, null when this post never amends. */
function useAmendReason({ pending, amendBarred }: CustomerItem): string | null {
  const say = useTexts(texts);
  const inWords = useWords();
  const { isOpen } = useAllowance(operations.customers.amend);
  if (!isOpen) return null;
  if (pending) return say('underReview');
  return amendBarred ? inWords(amendBarred) : '';
}

function closedWords(
  { reveal, why }: CustomerItem,
  say: Say<'never' | 'approval'>,
  inWords: (words: Words) => string,
): string {
  if (why.wouldChange) return inWords(why.wouldChange);
  return say(reveal === 'never' ? 'never' : 'approval');
}

function RevealButton({ item, reveal }: Pick<Props, 'item' | 'reveal'>) {
  const say = useTexts(texts);
  const inWords = useWords();
  const allowance = useAllowance(operations.customers.reveal);
  if (reveal.opened?.item === item.item) {
    return (
      <Button type="link" size="small" onClick={reveal.close}>
        {say('close')}
      </Button>
    );
  }
  const closed = isClosedForGood(item) ? closedWords(item, say, inWords) : undefined;
  return (
    <ActButton
      type="link"
      size="small"
      reason={(allowance.reason && inWords(allowance.reason)) ?? closed}
      loading={reveal.busyItem === item.item}
      onClick={() => void reveal.open(item.item)}
    >
      {say('reveal')}
    </ActButton>
  );
}

interface PendingProps {
  readonly pending: NonNullable<CustomerItem['pending']>;
  readonly now: ValueText | undefined;
}

/** Old and new side by side, masked, with who proposed and who may approve. */
function PendingRow({ pending, now }: PendingProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const read = useValueText();
  return (
    <tr className="item-pending">
      <th scope="row">
        <Chip tone="warn">{say('pending')}</Chip>
      </th>
      <td colSpan={5}>
        <span className="row-line">
          <del className="num mut">{now ? read(now) : '—'}</del>
          <span aria-label={say('becomes')}>→</span>
          <ins className="num">{read(pending.proposed)}</ins>
          <span className="grow" />
          <span className="mut">{say('by', { by: pending.by, at: atShort(pending.at) })}</span>
          <span className="mut">{inWords(pending.reviewers)}</span>
        </span>
      </td>
    </tr>
  );
}
