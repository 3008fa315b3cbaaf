import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';

let shown: string | null = null;

/** Says what was done, with the way back beside it; what was done before it is said no more, as it may not hold any more. */
export function offerUndo(done: string, undo: () => unknown): void {
  if (shown !== null) notifications.hide(shown);
  const id = notifications.show({
    color: 'gray',
    autoClose: 10_000,
    withCloseButton: true,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <span>{done}</span>
        <Button
          size="compact-sm"
          variant="subtle"
          style={{ flex: 'none' }}
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
  shown = id;
}
