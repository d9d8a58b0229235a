// The right rail follows the row in focus: why it is shown like this, where it came from, how long it stays, who saw it.
import {
  postTitles,
  type CustomerItem,
  type Post,
  type TimelineEvent,
  type Why,
} from '@shouxin/contract';
import { Button } from 'antd';
import { atMinute, onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { choosePurpose } from '../app/purpose.ts';
import { channelWords, itemName } from '../items/names.ts';
import { Card } from '../ui/page.tsx';
import type { Reveal } from './use-reveal.ts';
import { consentWords } from './words.ts';

const texts = defineTexts('customers/rail', {
  whyPlain: { zh: '为什么我能看到明文', en: 'Why I see it in full' },
  whyMasked: { zh: '为什么这样显示', en: 'Why it is shown like this' },
  none: {
    zh: '点选一项，这里说明为什么这样显示、从哪里来、谁看过。',
    en: 'Choose an item to see why it is shown like this, where it came from and who saw it.',
  },
  rules: { zh: '依据规则', en: 'Rules' },
  notice: { zh: '告知书 {notice}', en: 'Notice {notice}' },
  consent: { zh: '同意：{state}', en: 'Consent: {state}' },
  notNeeded: { zh: '不以同意为依据', en: 'Not based on consent' },
  would: { zh: '怎样可以改变', en: 'What would change it' },
  change: { zh: '更改办理目的或业务编号', en: 'Change purpose or reference' },
  recorded: { zh: '本次查看已记录，凭证', en: 'This reveal is recorded, receipt' },
  budget: {
    zh: '今日查看 {used} / {max}。只需核对时用「核验」，不占额度。',
    en: 'Reveals today {used} / {max}. Verify compares without revealing and uses none.',
  },
  origin: { zh: '来源', en: 'Origin' },
  list: { zh: '采集清单 {list} 第{version}版', en: 'Collection list {list}, version {version}' },
  verified: { zh: '上次核验 {at}', en: 'Last verified {at}' },
  never: { zh: '采集后未再核验', en: 'Not verified since' },
  valid: { zh: '有效至 {day}', en: 'Valid until {day}' },
  kept: { zh: '保存至', en: 'Kept' },
  seen: { zh: '谁看过', en: 'Who has seen it' },
  nobody: { zh: '最近没有人查看这一项', en: 'Nobody lately' },
  seenNote: {
    zh: '客户本人也能看到这份记录（岗位，不含姓名）',
    en: 'The customer sees this record too (posts, not names)',
  },
});

interface Props {
  readonly item: CustomerItem | undefined;
  readonly reveal: Reveal;
  readonly events: readonly TimelineEvent[];
  readonly revealsToday: { readonly used: number; readonly max: number };
}

export function Rail({ item, reveal, events, revealsToday }: Props) {
  const say = useTexts(texts);
  if (!item) {
    return (
      <aside className="customer-rail" aria-label={say('whyMasked')}>
        <Card title={say('whyMasked')}>
          <p className="mut">{say('none')}</p>
        </Card>
      </aside>
    );
  }
  return (
    <aside className="customer-rail" aria-label={say('whyMasked')}>
      <WhyCard item={item} reveal={reveal} revealsToday={reveal.used ?? revealsToday} />
      <Origin item={item} />
      <Seen item={item.item} events={events} />
    </aside>
  );
}

type WhyProps = Omit<Props, 'item' | 'events'> & { readonly item: CustomerItem };

function WhyCard({ item, reveal, revealsToday }: WhyProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const opened = reveal.opened?.item === item.item ? reveal.opened : null;
  const why = opened?.why ?? item.why;
  const isPlain = opened !== null || item.shown === 'plain';
  return (
    <Card title={say(isPlain ? 'whyPlain' : 'whyMasked')}>
      <div className="stack">
        <p>
          <b>{inWords(itemName(item.item))}</b>
          {opened && (
            <>
              <br />
              <span className="mut">{say('recorded')}</span> <code>{opened.entry.slice(-12)}</code>
            </>
          )}
        </p>
        <p>{inWords(why.reason)}</p>
        <Rules why={why} />
        <Standing why={why} />
        {!isPlain && <WouldChange item={item} why={why} />}
        {item.reveal !== 'open' && <p className="mut num">{say('budget', revealsToday)}</p>}
      </div>
    </Card>
  );
}

/** The rules by number; their words only where the reason above does not say the same. */
function Rules({ why }: { readonly why: Why }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const isSaid = why.rules.every((rule) =>
    why.reason.zh.includes(rule.words.zh.replace(/。$/, '')),
  );
  if (isSaid) {
    return (
      <p className="mut">
        {say('rules')} {why.rules.map((rule) => rule.id).join(' · ')}
      </p>
    );
  }
  return (
    <ol className="rail-rules" aria-label={say('rules')}>
      {why.rules.map((rule) => (
        <li key={rule.id}>
          {inWords(rule.words)} <span className="mut">{rule.id}</span>
        </li>
      ))}
    </ol>
  );
}

/** What would change it, and the one button that asks for it. */
function WouldChange({ item, why }: { readonly item: CustomerItem; readonly why: Why }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const mayAsk = item.reveal === 'reference' || item.shown === 'refused';
  return (
    <>
      {why.wouldChange && (
        <p className="note-line">
          <b>{say('would')}</b>
          <br />
          {inWords(why.wouldChange)}
        </p>
      )}
      {mayAsk && (
        <Button size="small" onClick={() => void choosePurpose.ask()}>
          {say('change')}
        </Button>
      )}
    </>
  );
}

function Standing({ why }: { readonly why: Why }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <p className="mut">
      {why.notice && <>{say('notice', { notice: why.notice })} · </>}
      {why.consent === 'not-needed'
        ? say('notNeeded')
        : say('consent', { state: inWords(consentWords[why.consent]) })}
    </p>
  );
}

function Origin({ item }: { readonly item: CustomerItem }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { origin, freshness } = item;
  const channel = channelWords[origin.channel];
  const from = [channel ? inWords(channel) : origin.channel, origin.by, origin.source];
  const checked = freshness.verifiedAt
    ? [
        say('verified', { at: onDay(freshness.verifiedAt) }),
        freshness.method && inWords(freshness.method),
        freshness.by,
      ]
    : [say('never')];
  return (
    <Card title={say('origin')}>
      <div className="stack-tight num">
        <p>
          {[...new Set(from.filter(Boolean))].join(' · ')} · {atMinute(origin.at)}
        </p>
        <p className="mut">{say('list', { list: origin.list, version: origin.listVersion })}</p>
        <p className="mut">{checked.filter(Boolean).join(' · ')}</p>
        {freshness.validUntil && (
          <p className="mut">{say('valid', { day: freshness.validUntil })}</p>
        )}
        <p>
          <span className="mut">{say('kept')}</span> {inWords(item.retention.until)}
        </p>
      </div>
    </Card>
  );
}

function Seen({
  item,
  events,
}: {
  readonly item: string;
  readonly events: readonly TimelineEvent[];
}) {
  const say = useTexts(texts);
  const inWords = useWords();
  const seen = events.filter((it) => it.stage === 'use' && it.items.includes(item)).slice(0, 6);
  return (
    <Card title={say('seen')}>
      <div className="stack-tight num">
        {seen.length === 0 && <p className="mut">{say('nobody')}</p>}
        {seen.map((it) => (
          <p key={it.entry}>
            {postName(it.post, inWords)} · {inWords(it.title)} · {onDay(it.at)}
            {it.purpose && <span className="mut"> · {inWords(it.purpose)}</span>}
          </p>
        ))}
        <p className="mut">{say('seenNote')}</p>
      </div>
    </Card>
  );
}

export function postName(post: string, inWords: ReturnType<typeof useWords>): string {
  return post in postTitles ? inWords(postTitles[post as Post]) : post;
}
