// The frame around every page: skip link, top bar, navigation (a drawer on small screens), the page, and the dialogs that
// may be asked from anywhere. While the session is over the page is hidden and kept.
import { operations } from '@shouxin/contract';
import { Drawer } from 'antd';
import { Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { Waiting } from '../ui/empty.tsx';
import { signInAgain } from './call.ts';
import { IdleWarning } from './idle.tsx';
import { DemonstrationLine } from './demonstration-line.tsx';
import { defineTexts, useTexts } from './language.ts';
import { useMedia } from './look.tsx';
import { Nav } from './nav.tsx';
import { PurposeDialog } from './purpose-dialog.tsx';
import { useRead } from './queries.ts';
import { session } from './session.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { SignInAgainDialog } from './sign-in-again.tsx';
import { StepUpDialog } from './step-up-dialog.tsx';
import { useStore } from './store.ts';
import { TopBar } from './top-bar.tsx';

const texts = defineTexts('app/frame', {
  skip: { zh: '跳到正文', en: 'Skip to the page' },
  loading: { zh: '正在打开', en: 'Opening' },
  nav: { zh: '导航', en: 'Navigation' },
});

export function Frame() {
  const say = useTexts(texts);
  const isNarrow = useMedia('(max-width: 900px)');
  const isLocked = useStore(signInAgain.open);
  const [isNavOpen, setNavOpen] = useState(false);
  const desk = useRead(operations.desk.desk, {});
  const waiting = desk.answer?.waitingBand ?? '';
  const isDemonstration = useStore(session)?.demonstration ?? false;
  return (
    <>
      <a className="skip" href="#main">
        {say('skip')}
      </a>
      <div className={isLocked ? 'frame frame-locked' : 'frame'}>
        <TopBar waiting={waiting} onOpenNav={() => setNavOpen(true)} />
        {isDemonstration && <DemonstrationLine />}
        <div className="frame-body">
          {!isNarrow && <Nav waiting={waiting} />}
          <Main label={say('loading')} />
        </div>
      </div>
      <Drawer
        title={say('nav')}
        placement="left"
        size={264}
        open={isNarrow && isNavOpen}
        onClose={() => setNavOpen(false)}
      >
        <Nav waiting={waiting} onGo={() => setNavOpen(false)} />
      </Drawer>
      <PurposeDialog />
      <StepUpDialog />
      <SignInAgainDialog />
      <IdleWarning />
      <ShortcutHelp />
    </>
  );
}

/** Going to another page moves focus and scroll to its start, as a page load would. */
function Main({ label }: { readonly label: string }) {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [pathname]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      <Suspense fallback={<Waiting label={label} rows={6} />}>
        <Outlet />
      </Suspense>
    </main>
  );
}
