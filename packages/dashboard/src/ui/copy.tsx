import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** Copies `value`; `what` names it for screen readers, such as "flag key". */
export function Copy({ value, what }: { value: string; what: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={(event) => {
              event.preventDefault();
              event.stopPropagation();
              copy();
            }}
            aria-label={copied ? 'Copied' : `Copy ${what}`}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** A command that does the same, to copy. */
export function Command({ children }: { children: string }) {
  return (
    <span className="sw-mono" style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
      <code>{children}</code>
      <Copy value={children} what="command" />
    </span>
  );
}
