// Who acted: a member of staff by name and account, else the kind of actor; of a sign-in that failed, at which account it was
// tried, which is not to say by whom.
import type { TrailEntry } from '@shouxin/contract';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { inActor } from './words.ts';

const texts = defineTexts('trail/actor', {
  tried: { zh: '尝试登录 {who}', en: 'tried to sign in as {who}' },
  unknown: { zh: '不存在的账号', en: 'an account that does not exist' },
});

export function Actor({ entry }: { readonly entry: TrailEntry }) {
  const { displayName, account, kind } = entry.actor;
  if (entry.tried) return <Tried kind={kind} tried={entry.tried} />;
  if (!account || kind !== 'staff') return <Duty kind={kind} name={account} />;
  return (
    <span>
      {displayName ?? account} {displayName && <span className="mut">{account}</span>}
    </span>
  );
}

export function useTriedWords(): (tried: NonNullable<TrailEntry['tried']>) => string {
  const say = useTexts(texts);
  return ({ isAccount, displayName }) => (isAccount && displayName ? displayName : say('unknown'));
}

function Tried({ kind, tried }: { readonly kind: string; readonly tried: Props['tried'] }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const who = useTriedWords()(tried);
  return (
    <span className="mut">
      {inWords(inActor(kind))} · {say('tried', { who })}
    </span>
  );
}

interface Props {
  readonly tried: NonNullable<TrailEntry['tried']>;
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
