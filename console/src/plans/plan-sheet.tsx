// The plan as people work by it. On paper each step has room for times and a signature, because when it is needed the system may not
// be there to take them.
import { dataSetOf, planScenarioWords } from '@shouxin/contract';
import { useMinute } from '../app/clock.ts';
import { atMinute, onDay } from '../app/format.ts';
import { defineTexts, useList, useTexts, useWords } from '../app/language.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { markWords } from '../governance/words.ts';
import { Chip } from '../ui/chip.tsx';
import type { PlanView } from './plan-page.tsx';

const texts = defineTexts('plans/sheet', {
  facts: { zh: '基本信息', en: 'The plan' },
  scenario: { zh: '适用场景', en: 'Scenario' },
  data: { zh: '恢复的数据', en: 'Data' },
  scope: { zh: '恢复范围', en: 'Scope' },
  activation: { zh: '启动条件', en: 'Started when' },
  targets: { zh: '恢复目标', en: 'Targets' },
  targetsOf: {
    zh: 'RTO {rto} 分钟，RPO {rpo} 分钟',
    en: 'RTO {rto} minutes, RPO {rpo} minutes',
  },
  above: {
    zh: '超过重要业务上限（RTO {rto}、RPO {rpo} 分钟）',
    en: 'Above the limit for important business (RTO {rto}, RPO {rpo} minutes)',
  },
  version: { zh: '版本', en: 'Version' },
  versionOf: {
    zh: '第 {version} 版，{by}制定，{approvedBy}于 {on} 批准',
    en: '{version}, written by {by}, approved by {approvedBy} on {on}',
  },
  reviewOn: { zh: '复审期限', en: 'Review by' },
  note: { zh: '修订说明', en: 'What this version is for' },
  roles: { zh: '角色与联系人', en: 'Roles and contacts' },
  role: { zh: '角色', en: 'Role' },
  holder: { zh: 'A 角', en: 'Holder' },
  deputy: { zh: 'B 角', en: 'Deputy' },
  steps: { zh: '恢复步骤', en: 'Steps' },
  number: { zh: '序号', en: 'No.' },
  what: { zh: '操作', en: 'What' },
  who: { zh: '执行', en: 'Who' },
  minutes: { zh: '用时（分）', en: 'Minutes' },
  until: { zh: '累计（分）', en: 'Sum' },
  verify: { zh: '如何确认完成', en: 'Verified by' },
  begun: { zh: '开始', en: 'Begun' },
  ended: { zh: '完成', en: 'Ended' },
  signed: { zh: '签字', en: 'Signed' },
  checks: { zh: '恢复后核验', en: 'Checks at the end' },
  printed: {
    zh: '{who}打印于 {at}。以系统中最新批准版本为准；含员工联系方式，仅限行内使用。',
    en: 'Printed by {who} at {at}. The newest approved version in the system counts. Holds numbers of staff: for internal use.',
  },
});

interface Props {
  readonly view: PlanView;
}

export function PlanSheet({ view }: Props) {
  return (
    <article className="plan-sheet">
      <Facts view={view} />
      <Roles view={view} />
      <Steps view={view} />
      <Checks view={view} />
      <Printed />
    </article>
  );
}

function Facts({ view: { card, terms, rules } }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const joined = useList();
  const { version, by, approvedBy } = card;
  const versionOf = say('versionOf', { version, by, approvedBy, on: onDay(card.at) });
  const isAbove = card.rtoMinutes > rules.rto.value || card.rpoMinutes > rules.rpo.value;
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [say('scenario'), inWords(planScenarioWords[card.scenario])],
    [say('data'), joined(card.dataSets.map((it) => dataSetOf.get(it)?.name ?? { zh: it, en: it }))],
    [say('scope'), terms.scope],
    [say('activation'), terms.activation],
    [
      say('targets'),
      <span key="targets">
        {say('targetsOf', { rto: card.rtoMinutes, rpo: card.rpoMinutes })}{' '}
        {isAbove && (
          <Chip tone="warn">
            {say('above', { rto: rules.rto.value, rpo: rules.rpo.value })}{' '}
            {inWords(markWords[rules.rto.mark])}
          </Chip>
        )}
      </span>,
    ],
    [say('version'), versionOf],
    [say('reviewOn'), card.reviewOn],
    [say('note'), terms.note],
  ];
  return (
    <section aria-labelledby="plan-facts">
      <h2 id="plan-facts">{say('facts')}</h2>
      <dl className="facts num">
        {facts.map(([name, value]) => (
          <div key={name} className="facts-pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Roles({ view: { terms } }: Props) {
  const say = useTexts(texts);
  return (
    <section aria-labelledby="plan-roles">
      <h2 id="plan-roles">{say('roles')}</h2>
      <table className="plan-table">
        <thead>
          <tr>
            <th scope="col">{say('role')}</th>
            <th scope="col">{say('holder')}</th>
            <th scope="col">{say('deputy')}</th>
          </tr>
        </thead>
        <tbody>
          {terms.roles.map((it) => (
            <tr key={it.role}>
              <th scope="row">{it.role}</th>
              <td data-label={say('holder')}>
                {it.holder} <span className="num nowrap">{it.phone}</span>
              </td>
              <td data-label={say('deputy')}>
                {it.deputy} <span className="num nowrap">{it.deputyPhone}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Steps({ view: { terms } }: Props) {
  const say = useTexts(texts);
  const sums = terms.steps.map((_, at) =>
    terms.steps.slice(0, at + 1).reduce((sum, it) => sum + it.minutes, 0),
  );
  return (
    <section aria-labelledby="plan-steps">
      <h2 id="plan-steps">{say('steps')}</h2>
      <table className="plan-table plan-steps">
        <thead>
          <tr>
            <th scope="col">{say('number')}</th>
            <th scope="col">{say('what')}</th>
            <th scope="col">{say('who')}</th>
            <th scope="col">{say('minutes')}</th>
            <th scope="col">{say('until')}</th>
            <th scope="col">{say('verify')}</th>
            {(['begun', 'ended', 'signed'] as const).map((it) => (
              <th key={it} scope="col" className="print-only">
                {say(it)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {terms.steps.map((it, at) => (
            <tr key={`${it.what}/${sums[at]}`}>
              <th scope="row">{at + 1}</th>
              <td>{it.what}</td>
              <td data-label={say('who')}>{it.role}</td>
              <td data-label={say('minutes')} className="num">
                {it.minutes}
              </td>
              <td data-label={say('until')} className="num mut">
                {sums[at]}
              </td>
              <td data-label={say('verify')}>{it.verify}</td>
              {(['begun', 'ended', 'signed'] as const).map((name) => (
                <td key={name} className="print-only" aria-label={say(name)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Checks({ view: { terms } }: Props) {
  const say = useTexts(texts);
  return (
    <section aria-labelledby="plan-checks">
      <h2 id="plan-checks">{say('checks')}</h2>
      <ul className="plan-checks">
        {terms.checks.map((it) => (
          <li key={it}>{it}</li>
        ))}
      </ul>
    </section>
  );
}

function Printed() {
  const say = useTexts(texts);
  const me = useStore(session);
  const at = atMinute(new Date(useMinute()));
  return <p className="print-only mut num">{say('printed', { who: me?.displayName ?? '', at })}</p>;
}
