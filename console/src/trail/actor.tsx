// Who acted: a member of staff by name and account, else the kind of actor.
import type { TrailEntry } from '@shouxin/contract';
import { useWords } from '../app/language.ts';
import { inActor } from './words.ts';

export function Actor({ entry }: { readonly entry: TrailEntry }) {
  const { displayName, account, kind } = entry.actor;
  if (!account || kind !== 'staff') return <Duty kind={kind} name={account} />;
  return (
    <span>
      {displayName ?? account} {displayName && <span className="mut">{account}</span>}
    </span>
  );
}

/** Nobody in person: which kind of actor, and the name of its duty. */
function Duty({ kind, name }: { readonly kind: string; readonly name: string | undefined }) {
  const inWords = useWords();
  return (
    <span className="mut">
      {inWords(inActor(kind))} {name}
    </span>
  );
}
