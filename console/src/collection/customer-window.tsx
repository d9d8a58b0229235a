// The customer's own window on a second screen: notice and choices in large type, and nothing else. It asks the server for
// nothing and keeps nothing; what it shows comes from the teller's page, and what the customer does goes back there.
import type { Words } from '@shouxin/contract';
import { useEffect, useRef, useState } from 'react';
import { Mark } from '../app/mark.tsx';
import { ChoiceList } from './choice-list.tsx';
import './collection.css';
import { followTeller, type Scene } from './customer-channel.ts';
import { EndMark } from './end-mark.tsx';
import { NoticeText } from './notice-text.tsx';

const wait: Words = { zh: '请稍候', en: 'One moment, please' };
const read: Words = { zh: '请您阅读', en: 'Please read' };
const title: Words = { zh: '请您选择', en: 'Your choices' };
const name: Words = { zh: '客户屏 · 守信', en: 'Customer screen · Shouxin' };

export default function CustomerWindow() {
  const [scene, setScene] = useState<Scene>({ at: 'idle' });
  const line = useRef<ReturnType<typeof followTeller>>(null);
  useEffect(() => {
    const followed = followTeller((next) => {
      setScene(next);
      if (next.at === 'notice') scrollTo(0, 0);
    });
    line.current = followed;
    return followed.close;
  }, []);
  const language = scene.at === 'idle' ? 'zh' : scene.language;
  useEffect(() => {
    document.title = name[language];
  }, [language]);
  const [reachEnd] = useState(() => () => line.current?.tell({ did: 'reach-end' }));
  return (
    <main id="main" className="customer-screen customer-window">
      <div className="customer-screen-body">
        {scene.at === 'idle' && <Idle />}
        {scene.at === 'notice' && (
          <>
            <h1>{read[scene.language]}</h1>
            <NoticeText notice={scene.notice} language={scene.language} />
            <EndMark key={scene.language} onSeen={reachEnd} />
          </>
        )}
        {scene.at === 'choices' && (
          <>
            <h1>{title[scene.language]}</h1>
            <ChoiceList
              consents={scene.consents}
              given={new Set(scene.given)}
              language={scene.language}
              isToCustomer
              onGive={(consent, given) => {
                setScene(withChoice(scene, consent, given));
                line.current?.tell({ did: 'give', consent, given });
              }}
            />
          </>
        )}
      </div>
    </main>
  );
}

/** Ticked under the finger; the teller's page says the same a moment later. */
function withChoice(scene: Scene & { at: 'choices' }, consent: string, isGiven: boolean): Scene {
  const rest = scene.given.filter((it) => it !== consent);
  return { ...scene, given: isGiven ? [...rest, consent] : rest };
}

/** Between two customers, and before the teller begins. */
function Idle() {
  return (
    <div className="customer-idle">
      <Mark />
      <h1>{wait.zh}</h1>
      <p lang="en">{wait.en}</p>
    </div>
  );
}
