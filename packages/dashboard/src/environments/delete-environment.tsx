import { TextInput } from '@mantine/core';
import { deleteEnvironment, listEnvironments } from '@slipway/api';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from './change-dialog.tsx';
import type { EnvironmentDialogProps } from './edit-environment.tsx';

/** Deliberate: one types the key. */
export function DeleteEnvironment({ project, environment, etag, all, close }: EnvironmentDialogProps) {
  const submit = useSubmit();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const { key, name, isProtected } = environment;
  const overlays = all.filter((one) => one.base === key);
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      deleteEnvironment,
      { params: { project, environment: key }, ifMatch: etag, query: reason === '' ? {} : { reason } },
      { what: `Delete environment ${name}`, own: shownInPlace, isReasoned: isProtected },
    );
  return (
    <ChangeDialog
      title={`Delete ${name}?`}
      action="Delete environment"
      send={send}
      close={close}
      done={() => {
        void navigate({ to: '/projects/$project/environments', params: { project } });
        void forget([listEnvironments.id], { project });
      }}
      isReady={typed === key}
      isProposal={isProtected}
      isDangerous
    >
      {overlays.length > 0 ? (
        <p>
          It is the base of {overlays.map((one) => one.name).join(', ')}. Give these another base first; until
          then Slipway refuses.
        </p>
      ) : null}
      <p>
        Its differences and its tokens go with it: services that use them keep their last answers, then fall
        back to their code’s defaults. The history stays. This cannot be undone.
      </p>
      <TextInput
        label={`Type ${key} to confirm`}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        data-autofocus
      />
    </ChangeDialog>
  );
}
