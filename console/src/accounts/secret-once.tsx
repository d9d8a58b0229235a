// Password and authenticator of an account, shown this once. It closes only when the administrator says it was handed over.
import type { operations, OutputOf } from '@shouxin/contract';
import { Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { CopyText } from '../ui/copy-text.tsx';
import { QrCode } from './qr-code.tsx';

const texts = defineTexts('accounts/secret', {
  created: { zh: '账号 {account} 已建立', en: 'Account {account} is made' },
  reset: { zh: '{account} 的密码已重置', en: 'The password of {account} is reset' },
  once: {
    zh: '只显示这一次，关闭后无法再查看。请当面交给{name}本人，不要通过邮件或即时消息发送。',
    en: 'Shown this once only. Hand it to {name} in person, not by mail or message.',
  },
  password: { zh: '一次性密码', en: 'One-time password' },
  mustChange: { zh: '首次登录时须修改', en: 'Changed at the next sign-in' },
  totp: { zh: '动态口令', en: 'Authenticator' },
  scan: {
    zh: '请本人用身份验证器扫码；不能扫码时输入密钥',
    en: 'Scan it with an authenticator, or type the key',
  },
  qr: { zh: '动态口令二维码', en: 'QR code of the authenticator' },
  key: { zh: '动态口令密钥', en: 'Authenticator key' },
  unchanged: { zh: '动态口令未更换，继续使用原来的', en: 'The authenticator stays as it was' },
  handed: { zh: '已当面交给本人', en: 'I handed it over in person' },
  close: { zh: '关闭', en: 'Close' },
});

export type Secret = OutputOf<typeof operations.identity.createAccount> & {
  readonly isNew: boolean;
};

interface Props {
  readonly secret: Secret | null;
  readonly onClose: () => void;
}

export function SecretOnce({ secret, onClose }: Props) {
  const say = useTexts(texts);
  const name = secret?.account.account ?? '';
  return (
    <Modal
      open={secret !== null}
      title={say(secret?.isNew ? 'created' : 'reset', { account: name })}
      width={480}
      footer={null}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
    >
      {secret && <Content secret={secret} onClose={onClose} />}
    </Modal>
  );
}

function Content({ secret, onClose }: { readonly secret: Secret; readonly onClose: () => void }) {
  const say = useTexts(texts);
  const [isHanded, setHanded] = useState(false);
  return (
    <div className="stack">
      <p className="notice-line">{say('once', { name: secret.account.displayName })}</p>
      <section className="stack-small" aria-label={say('password')}>
        <h2>
          {say('password')} <span className="mut accounts-light">{say('mustChange')}</span>
        </h2>
        <span className="accounts-password">
          <CopyText text={secret.password} label={say('password')} isBlock />
        </span>
      </section>
      <section className="stack-small" aria-label={say('totp')}>
        <h2>{say('totp')}</h2>
        {secret.totpUri ? (
          <Authenticator uri={secret.totpUri} />
        ) : (
          <p className="mut">{say('unchanged')}</p>
        )}
      </section>
      <div className="dialog-foot">
        <Checkbox checked={isHanded} onChange={(event) => setHanded(event.target.checked)}>
          {say('handed')}
        </Checkbox>
        <span className="grow" />
        <Button type="primary" disabled={!isHanded} onClick={onClose}>
          {say('close')}
        </Button>
      </div>
    </div>
  );
}

function Authenticator({ uri }: { readonly uri: string }) {
  const say = useTexts(texts);
  const key = URL.parse(uri)?.searchParams.get('secret') ?? uri;
  return (
    <div className="accounts-totp">
      <QrCode text={uri} label={say('qr')} />
      <div className="stack-small">
        <p className="mut">{say('scan')}</p>
        <CopyText text={key} label={say('key')} isBlock />
      </div>
    </div>
  );
}
