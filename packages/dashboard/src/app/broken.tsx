import { Alert, Button } from '@mantine/core';
import { ApiError } from '@slipway/api';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ProblemNote } from '../ui/problem.tsx';

/** Instead of a page that could not be loaded or has failed. */
export function Broken({ error }: { error: unknown }) {
  if (error instanceof ApiError) return <ProblemNote error={error} retry={() => location.reload()} />;
  return (
    <Alert
      color="red"
      variant="light"
      m="md"
      icon={<IconAlertTriangle size={18} />}
      title="This page could not be shown"
      role="alert"
    >
      <p style={{ marginTop: 0 }}>
        Slipway may have been updated since you opened it. Reload; if that does not help, the browser’s
        console says more.
      </p>
      <Button size="xs" variant="default" onClick={() => location.reload()}>
        Reload
      </Button>
    </Alert>
  );
}
