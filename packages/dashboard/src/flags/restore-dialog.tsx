import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useSubmit } from '../app/submit.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { restore } from './flag-acts.ts';
import css from './flag-switch.module.css';
import type { FlagHere } from './use-flag-here.ts';
import { WhoLines } from './who-lines.tsx';

/** Lifting a kill lets people see again what was taken away: it says who, and asks why. */
export function RestoreDialog({ here, close }: { here: FlagHere; close: () => void }) {
  const { environment, state } = here;
  const submit = useSubmit();
  const [reason, setReason] = useState('');
  const [isSending, setSending] = useState(false);
  const send = async (): Promise<void> => {
    setSending(true);
    const outcome = await restore(submit, here, environment, reason.trim());
    setSending(false);
    if (outcome.kind === 'done' || outcome.kind === 'proposed') close();
  };
  return (
    <Modal opened onClose={close} title={`Restore in ${environment.name}`}>
      <form
        className={css.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div>
          <p className="sw-muted">Who has it then:</p>
          <WhoLines here={here} config={state.config} killed={false} />
        </div>
        <Textarea
          label="Reason"
          description={environment.isProtected ? 'Whoever approves reads it.' : 'Kept with the change.'}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
        />
        <Group justify="space-between">
          <EnvironmentName
            name={environment.name}
            isPermanent={environment.kind === 'permanent'}
            isProtected={environment.isProtected}
          />
          <Group gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={isSending}>
              {environment.isProtected ? 'Propose restoring' : 'Restore'}
            </Button>
          </Group>
        </Group>
      </form>
    </Modal>
  );
}
