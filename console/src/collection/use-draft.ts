// Drafts are kept sealed on the server a moment after typing stops, never in the browser's storage; a reload goes on
// where it was. What the server refuses to keep is said at once.
import { operations } from '@shouxin/contract';
import { useEffect, useRef, useState } from 'react';
import { useAct } from '../app/queries.ts';
import { filled, type Values } from '../items/values.ts';

const quietMs = 1500;

export interface Draft {
  readonly savedAt: string | undefined;
  readonly isSaving: boolean;
  readonly isUnsaved: boolean;
  readonly refusal: ReturnType<typeof useAct>['refusal'];
  readonly saveNow: () => Promise<void>;
}

export function useDraft(intake: string, values: Values): Draft {
  const { run, isBusy, refusal } = useAct(operations.collection.saveDraft);
  const [savedAt, setSavedAt] = useState<string>();
  const [saved, setSaved] = useState(() => JSON.stringify(filled(values)));
  const now = JSON.stringify(filled(values));
  const isUnsaved = now !== saved;
  const save = async () => {
    const answer = await run({ intake, values: filled(values) });
    // Also when refused: the same content is not sent again and again.
    setSaved(now);
    if (answer) setSavedAt(answer.savedAt);
  };
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    if (now === saved) return undefined;
    const timer = setTimeout(() => void latest.current(), quietMs);
    return () => clearTimeout(timer);
  }, [saved, now]);
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isUnsaved]);
  return { savedAt, isSaving: isBusy, isUnsaved, refusal, saveNow: save };
}
