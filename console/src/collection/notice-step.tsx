// The notice is shown before the first field (R2.1.2). How long, in which language, to its end or in print is recorded;
// the server decides whether that was enough.
import { operations, type IntakeCard, type Language, type Notice } from '@shouxin/contract';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { defineTexts, useLanguage, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { openCustomerWindow, useCustomerScene } from './customer-channel.ts';
import { CustomerScreen } from './customer-screen.tsx';
import { EndMark } from './end-mark.tsx';
import { NoticePrintFoot, NoticeText } from './notice-text.tsx';

const texts = defineTexts('collection/notice-step', {
  title: { zh: '向客户展示告知书', en: 'Show the notice to the customer' },
  language: { zh: '客户语言', en: 'Customer’s language' },
  screen: { zh: '转到客户屏', en: 'Customer screen' },
  window: { zh: '打开客户窗口', en: 'Second window' },
  print: { zh: '打印客户联', en: 'Print a copy' },
  go: { zh: '客户已阅读，继续', en: 'Read by the customer: go on' },
  scroll: {
    zh: '请先让客户读到末尾，或打印交给客户',
    en: 'Let the customer read to the end first, or hand over a printed copy',
  },
  short: {
    zh: '展示时间过短，尚不能算作告知。请让客户读完，或打印交给客户，再继续。',
    en: 'It was shown too briefly to count. Let the customer finish, or hand over a printed copy, then go on.',
  },
  end: { zh: '已读到末尾', en: 'Read to the end' },
});

const goWords = { zh: '客户已阅读，继续', en: 'Read: go on' };

interface Props {
  readonly card: IntakeCard;
  readonly onShown: (card: IntakeCard) => void;
}

export function NoticeStep({ card, onShown }: Props) {
  const say = useTexts(texts);
  const own = useLanguage();
  const [language, setLanguage] = useState<Language>(own);
  const [isOnScreen, setOnScreen] = useState(false);
  const [isShort, setShort] = useState(false);
  const shown = useShown();
  useCustomerScene({ at: 'notice', language, notice: card.notice }, ({ did }) => {
    if (did === 'reach-end') shown.end();
  });
  const { run, isBusy, refusal } = useAct(operations.collection.showNotice);
  const isReady = shown.isEnd || shown.isPrinted;
  const go = async () => {
    if (!isReady) return;
    const { hash } = card.notice;
    const answer = await run({ intake: card.intake, hash, language, ...shown.facts() });
    setShort(answer !== undefined && !answer.noticeShown);
    if (answer?.noticeShown) onShown(answer);
  };
  useShortcuts([{ keys: 'ctrl+enter', words: goWords, run: () => void go() }]);
  return (
    <Card
      title={say('title')}
      className="intake-card"
      extra={
        <Tools
          language={language}
          onLanguage={setLanguage}
          onScreen={() => setOnScreen(true)}
          onPrint={shown.print}
        />
      }
    >
      <div className="stack">
        <Reading notice={card.notice} language={language} onEnd={shown.end} />
        {refusal && <RefusalNotice refusal={refusal} />}
        {isShort && <p className="notice-line">{say('short')}</p>}
        <div className="dialog-foot">
          <span className="mut">{shown.isEnd ? say('end') : ''}</span>
          <span className="grow" />
          <ActButton
            type="primary"
            loading={isBusy}
            reason={isReady ? undefined : say('scroll')}
            onClick={() => void go()}
          >
            {say('go')}
          </ActButton>
        </div>
      </div>
      {isOnScreen && (
        <CustomerScreen label={say('title')} onClose={() => setOnScreen(false)}>
          <NoticeText notice={card.notice} language={language} />
          <EndMark onSeen={shown.end} />
        </CustomerScreen>
      )}
    </Card>
  );
}

interface ToolsProps {
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  readonly onScreen: () => void;
  readonly onPrint: () => void;
}

function Tools({ language, onLanguage, onScreen, onPrint }: ToolsProps) {
  const say = useTexts(texts);
  return (
    <span className="row-line no-print">
      <Segmented<Language>
        size="small"
        aria-label={say('language')}
        value={language}
        onChange={onLanguage}
        options={[
          { value: 'zh', label: '中文' },
          { value: 'en', label: 'English' },
        ]}
      />
      <Button size="small" onClick={onScreen}>
        {say('screen')}
      </Button>
      <Button size="small" onClick={openCustomerWindow}>
        {say('window')}
      </Button>
      <Button size="small" onClick={onPrint}>
        {say('print')}
      </Button>
    </span>
  );
}

interface ReadingProps {
  readonly notice: Notice;
  readonly language: Language;
  readonly onEnd: () => void;
}

export function Reading({ notice, language, onEnd }: ReadingProps) {
  const say = useTexts(texts);
  return (
    // A scrolling region must be reachable by keyboard (WCAG 2.1.1).
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="notice-scroll print-this" tabIndex={0} aria-label={say('title')}>
      <NoticeText notice={notice} language={language} />
      <NoticePrintFoot notice={notice} />
      <EndMark onSeen={onEnd} />
    </section>
  );
}

/** What is recorded of the display. */
function useShown() {
  const [startedAt] = useState(() => Date.now());
  const [isEnd, setEnd] = useState(false);
  const [isPrinted, setPrinted] = useState(false);
  const [end] = useState(() => () => setEnd(true));
  return {
    isEnd,
    isPrinted,
    end,
    print: () => {
      print();
      setPrinted(true);
    },
    facts: () => ({
      shownSeconds: Math.min(86_400, Math.round((Date.now() - startedAt) / 1000)),
      reachedEnd: isEnd,
      printed: isPrinted,
    }),
  };
}
