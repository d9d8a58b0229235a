// Rules of use as they are in force: each in words, what a person can do against it, and the Cedar text behind it. What no
// rule permits is refused.
import { operations, type RuleCard } from '@shouxin/contract';
import { useAddressChoice } from '../app/address.ts';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Waiting } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('governance/policy', {
  title: { zh: '使用规则', en: 'Rules of use' },
  lead: {
    zh: '没有规则允许的一律拒绝；禁止优先于允许。每次判定都记下规则编号和版本。',
    en: 'What no rule permits is refused, and a prohibition wins. Every decision records rule and version.',
  },
  version: { zh: '版本 {version} · {at} 发布', en: 'Version {version}, published {at}' },
  loading: { zh: '正在读取', en: 'Loading' },
  rules: { zh: '规则', en: 'Rules' },
  filter: { zh: '按效果筛选', en: 'By effect' },
  all: { zh: '全部', en: 'All' },
  permit: { zh: '允许', en: 'Permits' },
  forbid: { zh: '禁止', en: 'Forbids' },
  cedar: { zh: '规则原文（Cedar）', en: 'Text in force (Cedar)' },
  'step-up': { zh: '可再次认证', en: 'Step up' },
  reference: { zh: '可补业务编号', en: 'Give a reference' },
  approval: { zh: '可申请批准', en: 'Ask for approval' },
});

const choices = ['all', 'forbid', 'permit'] as const;

export function PolicyPage() {
  const say = useTexts(texts);
  const [effect, setEffect] = useAddressChoice('effect', choices, 'all');
  const { answer, refusal, again } = useRead(operations.policy.rules, {});
  const isShown = (it: RuleCard, choice: typeof effect) => choice === 'all' || it.effect === choice;
  const shown = answer?.items.filter((it) => isShown(it, effect));
  return (
    <Page title={say('title')} lead={say('lead')}>
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      <section className="list" aria-label={say('rules')}>
        <div className="list-tools">
          <FilterChips
            label={say('filter')}
            value={effect}
            onChange={setEffect}
            choices={choices.map((it) => ({
              value: it,
              label: say(it),
              count: answer?.items.filter((row) => isShown(row, it)).length,
            }))}
          />
          <span className="grow" />
          {answer && (
            <span className="mut num">
              {say('version', { version: answer.version, at: atMinute(answer.publishedAt) })}
            </span>
          )}
        </div>
        {shown ? <RuleList rules={shown} /> : <Waiting label={say('loading')} rows={8} />}
      </section>
    </Page>
  );
}

function RuleList({ rules }: { readonly rules: readonly RuleCard[] }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <ul className="policy-rules">
      {rules.map((it) => (
        <li key={it.id}>
          <Chip tone={it.effect === 'permit' ? 'good' : 'bad'}>{say(it.effect)}</Chip>
          <div>
            <p>
              <b>{inWords(it.words)}</b> <code className="mut">{it.id}</code>{' '}
              {it.need && <Chip tone="accent">{say(it.need)}</Chip>}
            </p>
            <p className="mut">{inWords(it.advice)}</p>
            <details>
              <summary className="mut">{say('cedar')}</summary>
              <pre className="policy-text">{it.text}</pre>
            </details>
          </div>
        </li>
      ))}
    </ul>
  );
}
