// The notice as the customer reads it: large type, in the customer's language, enhanced parts set apart, and its own copy
// for paper with version and hash, so that what was shown can be found again.
import type { Language, Notice } from '@shouxin/contract';
import { useMinute } from '../app/clock.ts';
import { atMinute, onDay } from '../app/format.ts';
import { defineTexts, useTexts } from '../app/language.ts';
import { Chip } from '../ui/chip.tsx';

const texts = defineTexts('collection/notice-text', {
  enhanced: { zh: '特别告知', en: 'Enhanced notice' },
  version: {
    zh: '{notice} 第 {version} 版 · 发布 {day}',
    en: '{notice} version {version} · published {day}',
  },
  hash: { zh: '文本校验值', en: 'Hash of the text' },
  printed: { zh: '打印时间', en: 'Printed' },
  copy: { zh: '客户留存联', en: 'Customer copy' },
});

interface Props {
  readonly notice: Notice;
  readonly language: Language;
  readonly only?: 'enhanced';
  /** Known to be grown up: what is for minors alone is left out of an extract. */
  readonly isGrownUp?: boolean;
}

export function NoticeText({ notice, language, only, isGrownUp = false }: Props) {
  const say = useTexts(texts);
  const sections = notice.sections.filter(
    (it) => only === undefined || (it.enhanced && !(isGrownUp && it.audience === 'minor')),
  );
  return (
    <article className="notice" lang={language === 'zh' ? 'zh-CN' : 'en'}>
      {only === undefined && (
        <header>
          <h2>{notice.title[language]}</h2>
          <p className="num">
            {say('version', {
              notice: notice.notice,
              version: notice.version,
              day: onDay(notice.publishedAt),
            })}
          </p>
        </header>
      )}
      {sections.map((it) => (
        <section key={it.heading.zh} className={it.enhanced ? 'notice-enhanced' : undefined}>
          <h3>
            {it.heading[language]} {it.enhanced && <Chip tone="warn">{say('enhanced')}</Chip>}
          </h3>
          <p>{it.body[language]}</p>
        </section>
      ))}
    </article>
  );
}

/** What a printed copy adds, at its foot. */
export function NoticePrintFoot({ notice }: { readonly notice: Notice }) {
  const say = useTexts(texts);
  return (
    <footer className="notice-foot">
      <p>
        {say('copy')} · {say('printed')} {atMinute(new Date(useMinute()))}
      </p>
      <p>
        {say('hash')} <code>{notice.hash}</code>
      </p>
    </footer>
  );
}
