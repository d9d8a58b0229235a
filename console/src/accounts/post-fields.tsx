// Post and unit. A post of another duty is closed with its reason: 三员分立 holds for the whole life of an account.
import { mayAlsoHold, operations, posts, postTitles, type Post } from '@shouxin/contract';
import { Select } from 'antd';
import { useId } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { inOrder } from './tree.ts';

const texts = defineTexts('accounts/post-fields', {
  post: { zh: '岗位', en: 'Post' },
  unit: { zh: '机构', en: 'Unit' },
  separate: { zh: '三员分立，须另建账号', en: 'another duty: needs another account' },
});

export interface PostChoice {
  readonly post: Post | undefined;
  readonly unit: string | undefined;
}

interface Props {
  readonly held?: readonly Post[];
  readonly value: PostChoice;
  readonly onChange: (value: PostChoice) => void;
}

export function PostFields({ held = [], value, onChange }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const id = useId();
  const options = posts.map((it) => {
    const isOpen = mayAlsoHold(held, it);
    const label = inWords(postTitles[it]);
    return {
      value: it,
      label: isOpen ? label : `${label} · ${say('separate')}`,
      disabled: !isOpen,
    };
  });
  return (
    <>
      <label className="field" htmlFor={`${id}-post`}>
        <span>{say('post')}</span>
        <Select<Post>
          id={`${id}-post`}
          value={value.post}
          options={options}
          onChange={(post) => onChange({ ...value, post })}
        />
      </label>
      <label className="field" htmlFor={`${id}-unit`}>
        <span>{say('unit')}</span>
        <UnitSelect
          id={`${id}-unit`}
          value={value.unit}
          onChange={(unit) => onChange({ ...value, unit })}
        />
      </label>
    </>
  );
}

interface UnitProps {
  readonly id: string;
  readonly value: string | undefined;
  readonly onChange: (unit: string) => void;
  /** Nothing stands below a department. */
  readonly isParent?: boolean;
}

/** Units by their whole path, so that two departments of one name are told apart. */
export function UnitSelect({ id, value, onChange, isParent = false }: UnitProps) {
  const inWords = useWords();
  const { answer } = useRead(operations.identity.listUnits, {});
  const options = inOrder(answer?.items ?? [])
    .filter(({ unit }) => !isParent || unit.kind !== 'department')
    .map(({ unit, path }) => ({
      value: unit.id,
      label: path.map((it) => inWords(it)).join(' / '),
    }));
  return (
    <Select<string>
      id={id}
      value={value}
      onChange={onChange}
      options={options}
      loading={!answer}
      showSearch={{ optionFilterProp: 'label' }}
    />
  );
}
