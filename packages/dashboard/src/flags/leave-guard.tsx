import { Button, Group, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';

/** Asks before one leaves a page with unsaved changes; its own tabs and searches are not leaving. */
export function LeaveGuard({ isDirty, discard }: { isDirty: boolean; discard: () => void }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Modal opened onClose={blocker.reset} title="Leave with unsaved changes?">
      <p style={{ marginTop: 0 }}>
        They are kept in this browser tab: you find them here when you come back.
      </p>
      <Group justify="flex-end">
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            discard();
            blocker.proceed();
          }}
        >
          Discard and leave
        </Button>
        <Button variant="default" onClick={blocker.proceed}>
          Leave
        </Button>
        <Button onClick={blocker.reset} data-autofocus>
          Stay
        </Button>
      </Group>
    </Modal>
  );
}
