// Starts the console: the session first, then either the door or the frame; the customer's window needs neither. No service
// worker, no storage of data.
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import './app/fonts.ts';
import './app/look.css';
import './app/frame.css';
import './ui/ui.css';
import './app/language.ts';
import { customerWindowPath } from './app/customer-window-path.ts';
import { Look } from './app/look.tsx';
import { loadSession, queryClient, session } from './app/session.ts';
import { SignInPage } from './app/sign-in-page.tsx';
import { useStore } from './app/store.ts';

// The CSP forbids eval; Zod must not even try it.
z.config({ jitless: true });

/** The frame and its pages come after the door, so that signing in is quick on an old desk. */
const Inside = lazy(() => import('./routes.tsx'));
const CustomerWindow = lazy(() => import('./collection/customer-window.tsx'));

function Console() {
  const me = useStore(session);
  return (
    <Look>
      <Suspense fallback={null}>{me ? <Inside /> : <SignInPage />}</Suspense>
    </Look>
  );
}

async function start(root: HTMLElement): Promise<void> {
  if (location.pathname === customerWindowPath) {
    createRoot(root).render(
      <Look>
        <Suspense fallback={null}>
          <CustomerWindow />
        </Suspense>
      </Look>,
    );
    return;
  }
  await loadSession();
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <Console />
    </QueryClientProvider>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
