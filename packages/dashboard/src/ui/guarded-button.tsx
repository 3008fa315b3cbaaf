import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { MouseEventHandler, Ref } from 'react';

interface GuardedButtonProps extends ButtonProps {
  /** Why not, and who may; null when one may. */
  refusal: string | null;
  onClick?: MouseEventHandler<HTMLButtonElement>;
  type?: 'button' | 'submit';
  'aria-label'?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that says who may when one may not: it stays focusable, so that everybody can find out. */
export function GuardedButton({ refusal, onClick, disabled, ...rest }: GuardedButtonProps) {
  if (refusal === null)
    return <Button {...rest} disabled={disabled ?? false} {...(onClick ? { onClick } : {})} />;
  return (
    <Tooltip label={refusal} multiline maw={280}>
      <Button {...rest} data-disabled aria-disabled onClick={(event) => event.preventDefault()} />
    </Tooltip>
  );
}
