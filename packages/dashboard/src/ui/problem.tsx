import { Alert, Button, Group } from '@mantine/core';
import { ApiError } from '@slipway/api';
import { IconAlertTriangle } from '@tabler/icons-react';

/** What happened and what to do next, from whatever was thrown. */
export function describeProblem(error: unknown): { title: string; detail: string } {
  if (error instanceof ApiError) return { title: error.problem.title, detail: error.problem.detail };
  return {
    title: 'Slipway does not answer',
    detail:
      'The request did not get through. Check the connection; what is on screen is the last that was known.',
  };
}

/** A failure in its place, with a way to try again. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, detail } = describeProblem(error);
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={title} role="alert">
      {detail}
      {errors.length > 0 ? (
        <ul style={{ margin: '6px 0 0', paddingLeft: 18 }}>
          {errors.slice(0, 8).map(({ path, message }) => (
            <li key={`${path}${message}`}>
              <span className="sw-mono">{path}</span> {message}
            </li>
          ))}
        </ul>
      ) : null}
      {retry ? (
        <Group mt="xs">
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        </Group>
      ) : null}
    </Alert>
  );
}
