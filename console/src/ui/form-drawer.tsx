// A form beside the page it belongs to: empty each time it opens, and its first field has the focus, so that typing may start at once.
import { Drawer } from 'antd';
import { useRef, type ReactNode } from 'react';
import { focusFirst } from './focus-first.ts';

interface Props {
  readonly isOpen: boolean;
  readonly title: string;
  readonly width?: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const firstField = 'input:not([type=hidden]):not([disabled]), textarea';

export function FormDrawer({ isOpen, title, width = 640, onClose, children }: Props) {
  const body = useRef<HTMLDivElement>(null);
  return (
    <Drawer
      open={isOpen}
      title={title}
      size={width}
      onClose={onClose}
      destroyOnHidden
      afterOpenChange={(open) => open && focusFirst(body.current, firstField)}
    >
      <div ref={body}>{children}</div>
    </Drawer>
  );
}
