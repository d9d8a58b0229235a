// One entry in all its fields (R1.5.3), what proves it, and the two ways on: who else handled this customer, and what else
// this person did (R1.5.4).
import { operations, type OutputOf, type TrailEntry } from '@shouxin/contract';
import { Button, Drawer } from 'antd';
import { defineTexts, useTexts } from '../app/language.ts';
import { useMedia } from '../app/look.tsx';
import { useRead } from '../app/queries.ts';
import { Waiting } from '../ui/empty.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { EntryFields } from './entry-fields.tsx';
import { EntryProof } from './entry-proof.tsx';
import { lookFor } from './search.ts';

const texts = defineTexts('trail/entry-drawer', {
  title: { zh: '日志记录', en: 'Entry' },
  loading: { zh: '正在读取', en: 'Loading' },
  forward: { zh: '谁处理过这位客户', en: 'Who handled this customer' },
  back: { zh: '此人还做了什么', en: 'What else this person did' },
});

export type Opened = OutputOf<typeof operations.audit.entry>;

interface Props {
  readonly entry: string | undefined;
  readonly onClose: () => void;
}

export function EntryDrawer({ entry, onClose }: Props) {
  const say = useTexts(texts);
  const isNarrow = useMedia('(max-width: 640px)');
  return (
    <Drawer
      open={entry !== undefined}
      title={say('title')}
      size={isNarrow ? '100%' : 560}
      onClose={onClose}
      mask={{ closable: true }}
      destroyOnHidden
    >
      {entry && <Entry key={entry} entry={entry} onClose={onClose} />}
    </Drawer>
  );
}

function Entry({ entry, onClose }: { readonly entry: string; readonly onClose: () => void }) {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.audit.entry, { entry }, { personal: true });
  if (refusal) return <RefusalNotice refusal={refusal} onAgain={again} />;
  if (!answer) return <Waiting label={say('loading')} rows={10} />;
  return (
    <div className="stack">
      <EntryFields entry={answer.entry} />
      <Ways entry={answer.entry} onClose={onClose} />
      <EntryProof opened={answer} onAgain={again} />
    </div>
  );
}

function Ways({ entry, onClose }: { readonly entry: TrailEntry; readonly onClose: () => void }) {
  const say = useTexts(texts);
  const { trail, actor } = entry;
  const person = actor.kind === 'staff' ? actor.account : undefined;
  const go = (filters: Parameters<typeof lookFor>[0]) => {
    lookFor(filters);
    onClose();
  };
  if (!trail && !person) return null;
  return (
    <div className="row-line">
      {trail && <Button onClick={() => go(aboutCustomer(entry))}>{say('forward')}</Button>}
      {person && <Button onClick={() => go({ account: person })}>{say('back')}</Button>}
    </div>
  );
}

/** By number while there is one; by pseudonym when the customer was erased and only the trail is left. */
function aboutCustomer({ customer, trail }: TrailEntry): Parameters<typeof lookFor>[0] {
  return customer ? { customerNumber: customer.number } : { trail };
}
