// A few ways to go, each with what it means: one is chosen, all can be read before.
import { Radio } from 'antd';

export interface Choice<V extends string> {
  readonly value: V;
  readonly title: string;
  readonly what: string;
}

interface Props<V extends string> {
  readonly legend: string;
  readonly choices: readonly Choice<V>[];
  readonly value: V;
  readonly onChoose: (value: V) => void;
}

export function ChoiceSet<V extends string>({ legend, choices, value, onChoose }: Props<V>) {
  return (
    <fieldset className="plain-set">
      <legend>{legend}</legend>
      <Radio.Group
        className="choices"
        value={value}
        onChange={(event) => onChoose(event.target.value as V)}
      >
        {choices.map((it) => (
          <Radio key={it.value} value={it.value} className="choice">
            <b>{it.title}</b>
            <span>{it.what}</span>
          </Radio>
        ))}
      </Radio.Group>
    </fieldset>
  );
}
