import { TextInput } from '@mantine/core';
import { destroyEnvironment, listOverrides } from '@slipway/api';
import { useState } from 'react';
import { forget, useAll } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from '../environments/change-dialog.tsx';
import { countText } from '../environments/environment-words.ts';
import type { Hosted } from './run-words.ts';
import { ofRuns } from './use-run-acts.ts';

interface DestroyEnvironmentProps {
  project: string;
  environment: Hosted;
  close: () => void;
  done?: () => void;
}

/** Cannot be undone. One types the key where work, or other people, would be lost. */
export function DestroyEnvironment({ project, environment, close, done }: DestroyEnvironmentProps) {
  const { key, name, kind, run } = environment;
  const submit = useSubmit();
  const [typed, setTyped] = useState('');
  const params = { project, environment: key };
  const { data: overrides } = useAll(listOverrides, { params });
  const own = overrides?.length ?? 0;
  const isTyped = kind === 'shared' || own > 0;
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      destroyEnvironment,
      { params, body: reason === '' ? {} : { reason } },
      { what: `Destroy ${name}`, own: shownInPlace },
    );
  return (
    <ChangeDialog
      title={`Destroy ${name}?`}
      action="Destroy environment"
      send={send}
      close={close}
      done={() => {
        void forget(ofRuns, { project });
        done?.();
      }}
      isReady={overrides !== undefined && (!isTyped || typed === key)}
      isDangerous
    >
      <p>
        What runs is stopped; its database with every snapshot, its share links, its token and its logs are
        removed. Branches and commits stay where they are. This cannot be undone.
      </p>
      {own > 0 ? (
        <p>
          <strong>
            {countText(own, 'difference in flags', 'differences in flags')} that may not be promoted
          </strong>{' '}
          would go with it. Promote first what is to stay.
        </p>
      ) : null}
      {kind === 'shared' ? <p>It is shared: other people may be using it.</p> : null}
      {run.viewers > 0 ? <p>{countText(run.viewers, 'person is', 'people are')} looking at it now.</p> : null}
      {isTyped ? (
        <TextInput
          label={`Type ${key} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
      ) : null}
    </ChangeDialog>
  );
}
