// The columns that both lists of proposals share.
import type { ProposalCard } from '@shouxin/contract';
import { Link } from 'react-router';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Chip } from '../ui/chip.tsx';
import type { Column } from '../ui/list-table.tsx';
import { stateTones, stateWords } from './words.ts';

const texts = defineTexts('approvals/columns', {
  what: { zh: '事项', en: 'What' },
  about: { zh: '对象', en: 'About' },
  by: { zh: '提交人', en: 'Proposed by' },
  at: { zh: '提交时间', en: 'Proposed at' },
  until: { zh: '有效至', en: 'Valid until' },
  state: { zh: '状态', en: 'State' },
  decided: { zh: '处理', en: 'Decided' },
  reason: { zh: '退回原因', en: 'Reason' },
});

/** `to` is where a row leads; without it the row is only read. */
export function useProposalColumns(to: boolean): Record<string, Column<ProposalCard>> {
  const say = useTexts(texts);
  const inWords = useWords();
  const person = (it: ProposalCard['proposedBy'] | undefined) =>
    it ? `${it.displayName} · ${inWords(it.unit)}` : null;
  return {
    what: {
      key: 'what',
      title: say('what'),
      render: (it) =>
        to ? <Link to={`/approvals/${it.proposal}`}>{inWords(it.title)}</Link> : inWords(it.title),
    },
    about: {
      key: 'about',
      title: say('about'),
      width: 200,
      render: (it) => <span className="num">{it.subject.label}</span>,
    },
    by: { key: 'by', title: say('by'), width: 200, render: (it) => person(it.proposedBy) },
    at: {
      key: 'at',
      title: say('at'),
      width: 120,
      render: (it) => <span className="num">{atShort(it.proposedAt)}</span>,
    },
    until: {
      key: 'until',
      title: say('until'),
      width: 120,
      choice: 'on',
      render: (it) => <span className="num">{atShort(it.expiresAt)}</span>,
    },
    state: {
      key: 'state',
      title: say('state'),
      width: 104,
      render: (it) => <Chip tone={stateTones[it.state]}>{inWords(stateWords[it.state])}</Chip>,
    },
    decided: {
      key: 'decided',
      title: say('decided'),
      width: 232,
      render: (it) => {
        const who = person(it.decidedBy);
        return (
          who && (
            <span className="num">{`${who} ${it.decidedAt ? atShort(it.decidedAt) : ''}`}</span>
          )
        );
      },
    },
    reason: { key: 'reason', title: say('reason'), render: (it) => it.reason ?? null },
  };
}
