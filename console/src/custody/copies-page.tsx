// The map of copies (副本分布): the primary and every copy by place, and what does not lie apart, each with what to do about it.
import { copyRoleWords, operations, type CopyPlace, type CopyViolation } from '@shouxin/contract';
import { useId } from 'react';
import { Link } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useRead } from '../app/queries.ts';
import { Chip, type Tone } from '../ui/chip.tsx';
import { Empty, Waiting } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('custody/copies', {
  title: { zh: '副本分布', en: 'Map of copies' },
  lead: {
    zh: '副本须与主存储不在同一地点、不在同一磁盘；密钥库副本不得与数据副本放在一起。',
    en: 'A copy lies neither in the place nor on the disk of the primary; copies of the keys never lie with copies of the data.',
  },
  loading: { zh: '正在读取', en: 'Loading' },
  violations: { zh: '不符合项（{count}）', en: 'Violations ({count})' },
  fine: { zh: '副本均与主存储分离', en: 'Every copy lies apart from the primary' },
  remedy: { zh: '处理', en: 'What to do' },
  open: { zh: '打开', en: 'Open' },
  primary: { zh: '主存储所在地', en: 'Where the primary lies' },
  elsewhere: { zh: '其他地点', en: 'Another place' },
  unsealed: { zh: '未加密', en: 'Not encrypted' },
  pieces: { zh: '{count} 件', en: '{count}' },
  none: { zh: '没有登记任何存储或介质', en: 'No storage and no media are registered' },
});

export function CopiesPage() {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.custody.copies, {});
  return (
    <Page title={say('title')} lead={say('lead')}>
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      {!answer && !refusal && <Waiting label={say('loading')} rows={8} />}
      {answer && (
        <div className="stack">
          <Violations found={answer.violations} />
          {answer.places.length === 0 && <Empty title={say('none')} />}
          <div className="copies">
            {answer.places.map((it) => (
              <Place key={`${it.provinceCode}/${it.site}`} place={it} />
            ))}
          </div>
        </div>
      )}
    </Page>
  );
}

function Violations({ found }: { readonly found: readonly CopyViolation[] }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const id = useId();
  if (found.length === 0) {
    return (
      <p className="copies-fine">
        <Chip tone="good">{say('fine')}</Chip>
      </p>
    );
  }
  return (
    <section className="card copies-wrong" aria-labelledby={id}>
      <h2 id={id}>{say('violations', { count: found.length })}</h2>
      <ul>
        {found.map((it) => (
          <li key={`${it.fault}/${it.to}/${it.about}`}>
            <Chip tone="bad">{inWords(it.words)}</Chip>{' '}
            <Leading to={it.to}>{it.about === '—' ? say('open') : it.about}</Leading>
            <p>
              <span className="mut">{say('remedy')}</span> {inWords(it.remedy)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Not every post that reads the map may read the register of storage: a link would lead it to a refusal. */
function Leading({ to, children }: { readonly to: string; readonly children: string }) {
  const mayStorage = useAllowance(operations.storage.list).isOpen;
  return to.startsWith('/storage') && !mayStorage ? (
    <span>{children}</span>
  ) : (
    <Link to={to}>{children}</Link>
  );
}

const tones: Record<CopyPlace['items'][number]['role'], Tone> = {
  primary: 'accent',
  keys: 'accent',
  copy: 'plain',
  'key-copy': 'warn',
};

function Place({ place }: { readonly place: CopyPlace }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const id = useId();
  return (
    <section
      className={place.isPrimary ? 'card copies-place copies-primary' : 'card copies-place'}
      aria-labelledby={id}
    >
      <header>
        <h2 id={id}>
          {inWords(place.province)} {place.site}
        </h2>
        <span className="mut">{say(place.isPrimary ? 'primary' : 'elsewhere')}</span>
      </header>
      <ul>
        {place.items.map((it) => (
          <li key={`${it.role}/${it.to}/${it.name}`}>
            <Chip tone={tones[it.role]}>{inWords(copyRoleWords[it.role])}</Chip>
            <span className="copies-name">
              <Leading to={it.to}>{it.name}</Leading>{' '}
              <span className="mut">
                {inWords(it.kind)}
                {it.count > 1 && ` · ${say('pieces', { count: it.count })}`}
              </span>
            </span>
            {!it.isEncrypted && <Chip tone="bad">{say('unsealed')}</Chip>}
          </li>
        ))}
      </ul>
    </section>
  );
}
