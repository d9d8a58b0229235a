// Which columns a list shows; kept while the page is open.
import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { defineTexts, useTexts } from '../app/language.ts';

const texts = defineTexts('ui/column-choice', {
  columns: { zh: '选择列', en: 'Columns' },
});

interface Props {
  readonly columns: readonly { key: string; title: string; choice?: 'on' | 'off' }[];
  readonly hidden: ReadonlySet<string>;
  readonly onChange: (hidden: ReadonlySet<string>) => void;
}

export function ColumnChoice({ columns, hidden, onChange }: Props) {
  const say = useTexts(texts);
  const toggle = (key: string) => {
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  };
  const boxes = columns
    .filter((it) => it.choice)
    .map((it) => (
      <Checkbox key={it.key} checked={!hidden.has(it.key)} onChange={() => toggle(it.key)}>
        {it.title}
      </Checkbox>
    ));
  return (
    <Popover trigger="click" placement="bottomRight" content={<div className="stack">{boxes}</div>}>
      <Button size="small" type="text" icon={<SettingOutlined />} aria-label={say('columns')} />
    </Popover>
  );
}
