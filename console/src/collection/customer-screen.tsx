// The customer's side of the counter: the same page turned to the customer, in large type, with nothing of the teller's
// console on it. Full screen where the browser allows, else over the page.
import { Button } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';

const texts = defineTexts('collection/customer-screen', {
  back: { zh: '返回柜员界面', en: 'Back to the teller' },
});

interface Props {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function CustomerScreen({ label, onClose, children }: Props) {
  const say = useTexts(texts);
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    const asked = dialog?.requestFullscreen?.().catch(() => undefined);
    return () => {
      void asked?.then(() => document.fullscreenElement && document.exitFullscreen());
      dialog?.close();
    };
  }, []);
  return (
    <dialog ref={box} className="customer-screen" aria-label={label} onClose={onClose}>
      <div className="customer-screen-body">{children}</div>
      <div className="customer-screen-foot">
        <Button onClick={onClose}>{say('back')}</Button>
      </div>
    </dialog>
  );
}
