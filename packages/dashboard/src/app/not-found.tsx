import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/empty.tsx';

export function NotFound() {
  return (
    <Empty
      action={
        <Button component={Link} to="/" variant="default">
          Go home
        </Button>
      }
    >
      There is no such page. It may have been renamed, or the link is incomplete.
    </Empty>
  );
}
