// A new password, typed twice.
import { Input } from 'antd';
import { defineTexts, useTexts } from './language.ts';

const texts = defineTexts('app/new-password', {
  newPassword: { zh: '新密码', en: 'New password' },
  repeat: { zh: '再输一次新密码', en: 'New password again' },
  differs: { zh: '两次输入的新密码不一致', en: 'The two new passwords differ' },
  rule: {
    zh: '至少 {min} 个字符，不含账号名；长一些、好记的句子即可。',
    en: 'At least {min} characters, without the account name; a long sentence you remember will do.',
  },
});

interface NewPasswordProps {
  readonly value: { first: string; again: string };
  readonly onChange: (value: { first: string; again: string }) => void;
  readonly minChars?: number;
}

export function NewPassword({ value, onChange, minChars = 12 }: NewPasswordProps) {
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
        <small className="mut">{say('rule', { min: minChars })}</small>
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
