// What does not fit, place by place, in the words of the form.
import type { RefusedCall } from '@shouxin/client';
import { useWords } from '../app/language.ts';
import { placeName } from '../items/names.ts';

interface Props {
  readonly reasons: NonNullable<RefusedCall['problem']['reasons']>;
  readonly nameOf?: (item: string) => string;
}

export default function RefusalReasons({ reasons, nameOf }: Props) {
  const inWords = useWords();
  const named = nameOf ?? ((place: string) => inWords(placeName(place)));
  return (
    <ul>
      {reasons.map((it) => (
        <li key={`${it.item}/${it.code}`}>
          <b>{named(it.item)}</b> {inWords(it.message)}
        </li>
      ))}
    </ul>
  );
}
