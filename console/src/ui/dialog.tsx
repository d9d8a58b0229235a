// A dialog whose first field has the focus when it opens, so that typing may start at once.
import { Modal } from 'antd';
import { useRef, type ReactNode } from 'react';
import { focusFirst } from './focus-first.ts';

const firstField = 'input:checked, input:not([type=hidden]), textarea, button';

interface Props {
  readonly isOpen: boolean;
  readonly title: string;
  readonly width: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ isOpen, title, width, onClose, children }: Props) {
  const body = useRef<HTMLDivElement>(null);
  return (
    <Modal
      open={isOpen}
      title={title}
      width={width}
      footer={null}
      destroyOnHidden
      onCancel={onClose}
      afterOpenChange={(open) => open && focusFirst(body.current, firstField)}
    >
      <div ref={body}>{children}</div>
    </Modal>
  );
}
