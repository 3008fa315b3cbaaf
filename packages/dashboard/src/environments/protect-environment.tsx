import { Checkbox, NumberInput, Switch } from '@mantine/core';
import { getEnvironment, listEnvironments, protectEnvironment } from '@slipway/api';
import { useState } from 'react';
import { forget } from '../app/api.ts';
import { useWho } from '../app/session.tsx';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from './change-dialog.tsx';
import type { EnvironmentDialogProps } from './edit-environment.tsx';

/** How many have to approve a change here, if any. */
export function ProtectEnvironment({ project, environment, etag, close }: EnvironmentDialogProps) {
  const submit = useSubmit();
  const { isOwner } = useWho();
  const [isProtected, setProtected] = useState(true);
  const [approvals, setApprovals] = useState(environment.approvals);
  const [breaksGlass, setBreaksGlass] = useState(false);
  const isLower = environment.isProtected && (!isProtected || approvals < environment.approvals);
  const isSame =
    isProtected === environment.isProtected && (!isProtected || approvals === environment.approvals);
  const isAlone = isLower && breaksGlass;
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      protectEnvironment,
      {
        params: { project, environment: environment.key },
        ifMatch: etag,
        body: {
          isProtected,
          approvals,
          ...(isAlone ? { breakGlass: true } : {}),
          ...(reason ? { reason } : {}),
        },
      },
      {
        what: `${isLower ? 'Lower' : 'Raise'} the protection of ${environment.name}`,
        own: shownInPlace,
        isReasoned: isLower && !isAlone,
      },
    );
  return (
    <ChangeDialog
      title={`Protection of ${environment.name}`}
      action={isProtected ? 'Protect' : 'Stop protecting'}
      send={send}
      close={close}
      done={() => void forget([getEnvironment.id, listEnvironments.id], { project })}
      isReady={!isSame}
      isProposal={isLower && !isAlone}
      isReasonNeeded={isAlone}
      isDangerous={isAlone}
    >
      <p>
        In a protected environment whatever would change what somebody gets waits until somebody else has
        approved it, whichever way it comes. A kill passes at once and asks for a look afterwards.
      </p>
      <Switch
        label="Changes need approvals"
        checked={isProtected}
        onChange={(event) => setProtected(event.currentTarget.checked)}
      />
      <NumberInput
        label="Approvals"
        description="How many people, not counting the author."
        min={1}
        max={5}
        value={approvals}
        onChange={(value) => typeof value === 'number' && setApprovals(value)}
        disabled={!isProtected}
        allowDecimal={false}
        clampBehavior="strict"
      />
      {isLower && isOwner ? (
        <Checkbox
          label="Break the glass: lower it alone, at once"
          description="The change says so, with the reason."
          checked={breaksGlass}
          onChange={(event) => setBreaksGlass(event.currentTarget.checked)}
        />
      ) : null}
    </ChangeDialog>
  );
}
