// The notice in force, word for word, in both languages; its hash is what every display and every consent refers to.
import { operations, type ConsentItem, type Language, type Notice } from '@shouxin/contract';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { onDay } from '../app/format.ts';
import { defineTexts, useLanguage, useList, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { NoticePrintFoot, NoticeText } from '../collection/notice-text.tsx';
import { itemName } from '../items/names.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty, Waiting } from '../ui/empty.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('consent/notices', {
  title: { zh: '告知与同意', en: 'Notice and consent' },
  lead: {
    zh: '客户读到的告知书原文；每次展示和同意都记录所用版本的校验值。',
    en: 'The notices word for word; each display and consent is recorded with the hash of its version.',
  },
  loading: { zh: '正在读取', en: 'Loading' },
  none: { zh: '没有告知书', en: 'No notices' },
  versions: { zh: '版本', en: 'Versions' },
  version: { zh: '{notice} 第 {version} 版', en: '{notice} version {version}' },
  published: { zh: '发布 {day}', en: 'published {day}' },
  'in-force': { zh: '使用中', en: 'In force' },
  superseded: { zh: '已废止', en: 'Superseded' },
  hash: { zh: '文本校验值（SHA-256）', en: 'Hash of the text (SHA-256)' },
  print: { zh: '打印', en: 'Print' },
  language: { zh: '语言', en: 'Language' },
  choices: { zh: '客户可选择的事项', en: 'What customers may choose' },
  choicesLead: {
    zh: '逐项单独列出，默认不选；不选不影响办理业务。没有可验证凭证的，只算声称，不产生任何许可。',
    en: 'Listed apart and unticked; nothing depends on them. Without verifiable evidence a consent is only a claim and permits nothing.',
  },
  about: { zh: '涉及：{items}', en: 'Concerns: {items}' },
});

export function NoticesPage() {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.consent.notices, {});
  return (
    <Page title={say('title')} lead={say('lead')} action={<Print />}>
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      {!answer && !refusal && <Waiting label={say('loading')} rows={8} />}
      {answer && <Shown notices={answer.items} consents={answer.consents} />}
    </Page>
  );
}

const keyOf = (it: Notice) => `${it.notice}@${it.version}`;

interface ShownProps {
  readonly notices: readonly Notice[];
  readonly consents: readonly ConsentItem[];
}

function Shown({ notices, consents }: ShownProps) {
  const say = useTexts(texts);
  const [query, setQuery] = useSearchParams();
  const notice = notices.find((it) => keyOf(it) === query.get('notice')) ?? notices[0];
  if (!notice) return <Empty title={say('none')} />;
  return (
    <div className="notices">
      <div className="stack no-print">
        <Versions
          notices={notices}
          chosen={notice}
          onChoose={(it) => setQuery({ notice: keyOf(it) })}
        />
        <Choices consents={consents} />
      </div>
      <Text key={keyOf(notice)} notice={notice} />
    </div>
  );
}

function Print() {
  const say = useTexts(texts);
  return <Button onClick={() => print()}>{say('print')}</Button>;
}

interface VersionsProps {
  readonly notices: readonly Notice[];
  readonly chosen: Notice;
  readonly onChoose: (notice: Notice) => void;
}

function Versions({ notices, chosen, onChoose }: VersionsProps) {
  const say = useTexts(texts);
  return (
    <Card title={say('versions')} isPlain>
      <ul className="notice-versions">
        {notices.map((it) => (
          <li key={`${it.notice}@${it.version}`}>
            <button type="button" aria-current={it === chosen} onClick={() => onChoose(it)}>
              <span className="row-line">
                <b className="num">{say('version', { notice: it.notice, version: it.version })}</b>
                <Chip tone={it.state === 'in-force' ? 'good' : 'plain'}>{say(it.state)}</Chip>
              </span>
              <span className="mut num">{say('published', { day: onDay(it.publishedAt) })}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Text({ notice }: { readonly notice: Notice }) {
  const say = useTexts(texts);
  const own = useLanguage();
  const [language, setLanguage] = useState<Language>(own);
  return (
    <Card
      title={say('version', { notice: notice.notice, version: notice.version })}
      extra={
        <Segmented<Language>
          size="small"
          className="no-print"
          aria-label={say('language')}
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      }
    >
      <p className="notice-hash">
        <span className="mut">{say('hash')}</span> <code>{notice.hash}</code>
      </p>
      <div className="print-this">
        <NoticeText notice={notice} language={language} />
        <NoticePrintFoot notice={notice} />
      </div>
    </Card>
  );
}

function Choices({ consents }: { readonly consents: readonly ConsentItem[] }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const inList = useList();
  if (consents.length === 0) return null;
  return (
    <Card title={say('choices')}>
      <div className="stack">
        <p className="mut">{say('choicesLead')}</p>
        {consents.map((it) => (
          <div key={it.consent}>
            <b>{inWords(it.title)}</b>
            <p>{inWords(it.description)}</p>
            {it.items.length > 0 && (
              <p className="mut">{say('about', { items: inList(it.items.map(itemName)) })}</p>
            )}
          </div>
        ))}
      </div>
    </Card>
  );
}
