import { TextInput } from '@mantine/core';
import { type Environment, getEnvironment, listEnvironments, updateEnvironment } from '@slipway/api';
import { useState } from 'react';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from './change-dialog.tsx';
import { BaseChoice } from './create-environment.tsx';
import css from './environments.module.css';
import { followersOf, possibleBases } from './tree.ts';

export interface EnvironmentDialogProps {
  project: string;
  environment: Environment;
  etag: string;
  all: readonly Environment[];
  close: () => void;
}

/** Another name or another base, with what the latter brings. */
export function EditEnvironment({ project, environment, etag, all, close }: EnvironmentDialogProps) {
  const submit = useSubmit();
  const [name, setName] = useState(environment.name);
  const [base, setBase] = useState(environment.base ?? '');
  // What is protected must not change through a base that is not.
  const bases = possibleBases(all, environment.key).filter(
    (one) => !environment.isProtected || one.isProtected || one.key === environment.base,
  );
  const isRebased = base !== (environment.base ?? '');
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      updateEnvironment,
      {
        params: { project, environment: environment.key },
        ifMatch: etag,
        body: { name: name.trim(), base: base === '' ? null : base, ...(reason ? { reason } : {}) },
      },
      {
        what: `Change environment ${environment.name}`,
        own: shownInPlace,
        isReasoned: isRebased && environment.isProtected,
      },
    );
  return (
    <ChangeDialog
      title={`Edit ${environment.name}`}
      action="Save changes"
      send={send}
      close={close}
      done={() => void forget([getEnvironment.id, listEnvironments.id], { project })}
      isReady={name.trim() !== '' && (isRebased || name.trim() !== environment.name)}
      isProposal={isRebased && environment.isProtected}
    >
      <TextInput
        label="Name"
        description="The key stays: services and commands use it."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={200}
        data-autofocus
        required
      />
      <BaseChoice bases={bases} base={base} choose={setBase} />
      {isRebased ? <Consequences environment={environment} all={all} base={base} /> : null}
    </ChangeDialog>
  );
}

interface ConsequencesProps {
  environment: Environment;
  all: readonly Environment[];
  base: string;
}

function Consequences({ environment: { key, name, base: before }, all, base }: ConsequencesProps) {
  const nameOf = (wanted: string): string => all.find((one) => one.key === wanted)?.name ?? wanted;
  const followers = followersOf(all, key).map((one) => one.name);
  return (
    <div className={css.consequences} role="status">
      <p>What this does at once:</p>
      <ul>
        <li>
          Everything that {name} does not override itself is then{' '}
          {base === '' ? 'as it is defined, flags switched off' : `as in ${nameOf(base)}`}
          {before === null ? '.' : `, no longer as in ${nameOf(before)}.`}
        </li>
        <li>Its own differences stay. What is killed through the old base stays killed here.</li>
        {followers.length > 0 ? <li>{followers.join(', ')} follow, and change with it.</li> : null}
      </ul>
    </div>
  );
}
