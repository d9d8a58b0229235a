// Who stands for each role, and who in their place. Staff with their office numbers; customers have no place in a plan.
import { planBounds } from '@shouxin/contract';
import { Button, Input } from 'antd';
import { defineTexts, useTexts } from '../app/language.ts';
import type { PartProps } from './head-part.tsx';
import { emptyRole, withRole, type Role } from './writing.ts';

const texts = defineTexts('plans/roles', {
  one: { zh: '角色 {number}', en: 'Role {number}' },
  role: { zh: '角色', en: 'Role' },
  holder: { zh: 'A 角', en: 'Holder' },
  phone: { zh: 'A 角电话', en: 'Number of the holder' },
  deputy: { zh: 'B 角', en: 'Deputy' },
  deputyPhone: { zh: 'B 角电话', en: 'Number of the deputy' },
  add: { zh: '添加角色', en: 'Add a role' },
  remove: { zh: '删除', en: 'Remove' },
});

const fields = ['role', 'holder', 'phone', 'deputy', 'deputyPhone'] as const;

export function RolesPart({ writing, onChange }: PartProps) {
  const say = useTexts(texts);
  const { roles } = writing;
  return (
    <div className="stack">
      {roles.map((it, at) => (
        <fieldset key={it.key} className="plain-set plan-role">
          <legend className="sr-only">{say('one', { number: at + 1 })}</legend>
          <Fields it={it} onChange={(more) => onChange(withRole(writing, at, more))} />
          <Button
            aria-label={`${say('remove')} ${say('one', { number: at + 1 })}`}
            disabled={roles.length === 1}
            onClick={() => onChange({ ...writing, roles: roles.toSpliced(at, 1) })}
          >
            {say('remove')}
          </Button>
        </fieldset>
      ))}
      <Button
        className="plan-add"
        disabled={roles.length >= planBounds.roles}
        onClick={() => onChange({ ...writing, roles: [...roles, emptyRole()] })}
      >
        {say('add')}
      </Button>
    </div>
  );
}

interface FieldsProps {
  readonly it: Role;
  readonly onChange: (more: Partial<Role>) => void;
}

function Fields({ it, onChange }: FieldsProps) {
  const say = useTexts(texts);
  return (
    <>
      {fields.map((name) => (
        <label key={name} className="field">
          <span>{say(name)}</span>
          <Input
            value={it[name]}
            maxLength={name.toLowerCase().endsWith('phone') ? 16 : 40}
            {...(name.toLowerCase().endsWith('phone') && { inputMode: 'tel' as const })}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        </label>
      ))}
    </>
  );
}
