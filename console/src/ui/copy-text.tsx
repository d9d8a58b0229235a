// A long technical text (a key, a hash, a command) that is read by machines: shown whole or wrapped, copied with one press.
import { CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useRef } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import './parts.css';

const texts = defineTexts('ui/copy-text', {
  copy: { zh: '复制{label}', en: 'Copy {label}' },
  copied: { zh: '已复制{label}', en: 'Copied: {label}' },
  selected: { zh: '已选中，请按 Ctrl+C 复制', en: 'Selected; press Ctrl+C to copy' },
});

interface Props {
  readonly text: string;
  readonly label: string;
  readonly isBlock?: boolean;
}

export function CopyText({ text, label, isBlock = false }: Props) {
  const say = useTexts(texts);
  const { message } = App.useApp();
  const code = useRef<HTMLElement>(null);
  const copy = async () => {
    const isCopied = await toClipboard(text);
    if (!isCopied && code.current) getSelection()?.selectAllChildren(code.current);
    void message.success(isCopied ? say('copied', { label }) : say('selected'));
  };
  return (
    <span className={isBlock ? 'copy copy-block' : 'copy'}>
      <code ref={code}>{text}</code>
      <Button
        size="small"
        type="text"
        icon={<CopyOutlined />}
        aria-label={say('copy', { label })}
        onClick={() => void copy()}
      />
    </span>
  );
}

/** Browsers give the clipboard to secure pages only; elsewhere the text is selected for the person to copy. */
async function toClipboard(text: string): Promise<boolean> {
  if (!isSecureContext) return false;
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
