// A new password, typed twice. What is asked of it is said before, in the words of the refusal.
import { Input } from 'antd';
import { defineTexts, useTexts } from './language.ts';
import { passwordRule } from './password-rule.ts';

const texts = defineTexts('app/new-password', {
  newPassword: { zh: '新密码', en: 'New password' },
  repeat: { zh: '再输一次新密码', en: 'New password again' },
  differs: { zh: '两次输入的新密码不一致', en: 'The two new passwords differ' },
  rule: {
    zh: '至少 {min} 位；大写字母、小写字母、数字、符号至少 {kinds} 类；不含账号名，不用常见密码和最近用过的密码。',
    en: 'At least {min} characters; at least {kinds} of capital letters, small letters, digits and signs; without the account name, not a common password, none used recently.',
  },
});

interface NewPasswordProps {
  readonly value: { first: string; again: string };
  readonly onChange: (value: { first: string; again: string }) => void;
  readonly minChars?: number;
}

export function NewPassword({ value, onChange, minChars = passwordRule.min }: NewPasswordProps) {
  const isDifferent = value.again !== '' && value.first !== value.again;
  const say = useTexts(texts);
  return (
    <>
      <label className="field">
        <span>{say('newPassword')}</span>
        <Input.Password
          name="fresh"
          value={value.first}
          onChange={(event) => onChange({ ...value, first: event.target.value })}
          autoComplete="new-password"
          maxLength={200}
        />
        <small className="mut">{say('rule', { ...passwordRule, min: minChars })}</small>
      </label>
      <label className="field">
        <span>{say('repeat')}</span>
        <Input.Password
          value={value.again}
          onChange={(event) => onChange({ ...value, again: event.target.value })}
          autoComplete="new-password"
          maxLength={200}
          status={isDifferent ? 'error' : ''}
          aria-invalid={isDifferent}
        />
        {isDifferent && <small className="field-error">{say('differs')}</small>}
      </label>
    </>
  );
}
