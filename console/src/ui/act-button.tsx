// A button that says why it is closed. It stays reachable by keyboard and screen reader (aria-disabled, not disabled),
// because a control that cannot be focused cannot explain itself.
import { Button, Tooltip, type ButtonProps } from 'antd';
import { useId } from 'react';

interface Props extends Omit<ButtonProps, 'disabled'> {
  /** Why it may not be pressed now; undefined when it may. */
  readonly reason?: string | undefined;
}

export function ActButton({ reason, onClick, className, ...rest }: Props) {
  const id = useId();
  if (reason === undefined) return <Button {...rest} className={className} onClick={onClick} />;
  return (
    <Tooltip title={reason}>
      <Button
        {...rest}
        htmlType="button"
        danger={false}
        className={className ? `${className} act-closed` : 'act-closed'}
        aria-disabled
        aria-describedby={id}
        onClick={(event) => event.preventDefault()}
      />
      <span id={id} className="sr-only">
        {reason}
      </span>
    </Tooltip>
  );
}
