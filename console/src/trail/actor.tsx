// Who acted: a member of staff by name and account, else the kind of actor.
import type { TrailEntry } from '@shouxin/contract';
import { useWords } from '../app/language.ts';
import { inActor } from './words.ts';

export function Actor({ entry }: { readonly entry: TrailEntry }) {
  const inWords = useWords();
  const { displayName, account, kind } = entry.actor;
  if (!account) return <span className="mut">{inWords(inActor(kind))}</span>;
  return (
    <>
      {displayName ?? account} {displayName && <span className="mut">{account}</span>}
    </>
  );
}
