// That a notice was shown: which text, in which language, for how long, to its end, printed or not (R2.1.2). Recorded before
// the first value; a display that was too short is on record and does not count.
import { refuse } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Notices } from './notices.ts';
import { displaysAbout, insertDisplay, type DisplayRow } from './store.ts';

export interface DisplayToRecord {
  /** The intake in which it was shown. */
  readonly about: string;
  readonly notice: string;
  readonly hash: string;
  readonly language: 'zh' | 'en';
  readonly shownSeconds: number;
  readonly reachedEnd: boolean;
  readonly printed: boolean;
}

export interface RecordedDisplay {
  readonly display: string;
  /** Long enough, and read to its end or handed over in print. */
  readonly isSufficient: boolean;
  readonly entry: string;
}

export async function recordDisplay(
  { notices, secondsMin }: { notices: Notices; secondsMin: number },
  call: Call,
  it: DisplayToRecord,
): Promise<RecordedDisplay> {
  const shown = notices.find(it.notice);
  if (!shown || shown.hash !== it.hash) refuse('consent.notice-changed');
  const display = newId(call.at);
  const row: DisplayRow = {
    about: it.about,
    id: display,
    notice: shown.notice,
    version: shown.version,
    hash: shown.hash,
    language: it.language,
    shown_seconds: it.shownSeconds,
    reached_end: it.reachedEnd,
    printed: it.printed,
    account: call.actor.id,
    at: call.at,
  };
  await insertDisplay(call.tx, row);
  const entry = call.append({
    facts: {
      notice: `${shown.notice}@${shown.version}`,
      display,
      language: it.language,
      seconds: it.shownSeconds,
      reachedEnd: it.reachedEnd,
      printed: it.printed,
    },
  });
  return { display, isSufficient: isSufficient(row, secondsMin), entry };
}

function isSufficient(it: DisplayRow, secondsMin: number): boolean {
  return it.printed || (it.reached_end && it.shown_seconds >= secondsMin);
}

/** The newest display of this notice that counts. Refuses when there is none, or only one of another text. */
export async function requireDisplay(
  { notices, secondsMin }: { notices: Notices; secondsMin: number },
  tx: Tx,
  it: { readonly about: string; readonly notice: string },
): Promise<DisplayRow> {
  const counted = (await displaysAbout(tx, it.about)).filter(
    (row) => row.notice === it.notice && isSufficient(row, secondsMin),
  );
  if (counted.length === 0) {
    refuse('consent.notice-not-shown', {
      remedy: {
        zh: '请先向客户展示告知书至末尾，或打印交给客户。',
        en: 'Show the notice to its end, or hand it over in print, before going on.',
      },
    });
  }
  const hash = notices.find(it.notice)?.hash;
  return counted.find((row) => row.hash === hash) ?? refuse('consent.notice-changed');
}
