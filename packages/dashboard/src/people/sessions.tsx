import { Button } from '@mantine/core';
import { listSessions, revokeSession, type Session } from '@slipway/api';
import { forget, useAll } from '../app/api.ts';
import { useSubmit } from '../app/submit.tsx';
import { Show } from '../ui/loading.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';

/** Where one is signed in; every other place can be ended. */
export function Sessions() {
  const sessions = useAll(listSessions, {});
  const submit = useSubmit();
  const end = async (session: string, device: string): Promise<void> => {
    await submit(revokeSession, { params: { session } }, { what: `End the session on ${device}` });
    await forget([listSessions.id]);
  };
  return (
    <Show of={sessions} rows={3}>
      {(items) => (
        <div className="sw-panel">
          <table className="sw-table sw-stack">
            <tbody>
              {[...items].sort(byNearness).map(({ id, device, address, lastSeenAt, isCurrent }) => (
                <tr key={id}>
                  <td>
                    {device}
                    <div className="sw-muted">
                      {address} · <Time at={lastSeenAt} />
                    </div>
                  </td>
                  <td style={{ textAlign: 'right' }}>
                    {isCurrent ? (
                      <StateMark look="on">this one</StateMark>
                    ) : (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={`End the session on ${device}`}
                        onClick={() => void end(id, device)}
                      >
                        End
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Show>
  );
}

/** This one first, then by last use. */
function byNearness(a: Session, b: Session): number {
  return Number(b.isCurrent) - Number(a.isCurrent) || b.lastSeenAt.localeCompare(a.lastSeenAt);
}
