// One half of an initial credential, shown this once. It closes only when whoever took it says it was handed over.
import type { operations, OutputOf } from '@shouxin/contract';
import { Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { CopyText } from '../ui/copy-text.tsx';
import { QrCode } from './qr-code.tsx';

const texts = defineTexts('accounts/secret', {
  password: { zh: '{account} 的初始密码', en: 'Initial password of {account}' },
  totp: { zh: '{account} 的动态口令', en: 'Authenticator of {account}' },
  once: {
    zh: '只显示这一次，关闭后无法再查看。请当面交给{name}本人，不要通过邮件或即时消息发送。',
    en: 'Shown this once only. Hand it to {name} in person, not by mail or message.',
  },
  passwordLabel: { zh: '初始密码', en: 'Initial password' },
  mustChange: { zh: '首次登录时须修改', en: 'Changed at the next sign-in' },
  totpLabel: { zh: '动态口令', en: 'Authenticator' },
  scan: {
    zh: '请本人用身份验证器扫码；不能扫码时输入密钥',
    en: 'Scan it with an authenticator, or type the key',
  },
  qr: { zh: '动态口令二维码', en: 'QR code of the authenticator' },
  key: { zh: '动态口令密钥', en: 'Authenticator key' },
  handed: { zh: '已当面交给本人', en: 'I handed it over in person' },
  close: { zh: '关闭', en: 'Close' },
});

export type Secret = OutputOf<typeof operations.identity.handOver>;

interface Props {
  readonly secret: Secret | null;
  readonly onClose: () => void;
}

export function SecretOnce({ secret, onClose }: Props) {
  const say = useTexts(texts);
  return (
    <Modal
      open={secret !== null}
      title={secret && say(secret.kind, { account: secret.account })}
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
      <p className="notice-line">{say('once', { name: secret.displayName })}</p>
      {secret.password && <Password text={secret.password} />}
      {secret.totpUri && <Authenticator uri={secret.totpUri} />}
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

function Password({ text }: { readonly text: string }) {
  const say = useTexts(texts);
  return (
    <section className="stack-small" aria-label={say('passwordLabel')}>
      <h2>
        {say('passwordLabel')} <span className="mut accounts-light">{say('mustChange')}</span>
      </h2>
      <span className="accounts-password">
        <CopyText text={text} label={say('passwordLabel')} isBlock />
      </span>
    </section>
  );
}

function Authenticator({ uri }: { readonly uri: string }) {
  const say = useTexts(texts);
  const key = URL.parse(uri)?.searchParams.get('secret') ?? uri;
  return (
    <section className="stack-small" aria-label={say('totpLabel')}>
      <div className="accounts-totp">
        <QrCode text={uri} label={say('qr')} />
        <div className="stack-small">
          <p className="mut">{say('scan')}</p>
          <CopyText text={key} label={say('key')} isBlock />
        </div>
      </div>
    </section>
  );
}
