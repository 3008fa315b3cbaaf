import { Radio, TagsInput } from '@mantine/core';
import { type EnvironmentRun, setEnvironmentAccess } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { Form } from '../people/form.tsx';
import css from './hosting.module.css';
import type { Hosted } from './run-words.ts';
import { ofRuns } from './use-run-acts.ts';

interface AccessFormProps {
  project: string;
  environment: Hosted;
  refusal: string | null;
}

/** Who may open it besides share links. */
export function AccessForm({ project, environment: { key, run }, refusal }: AccessFormProps) {
  const [access, setAccess] = useState<EnvironmentRun['access']>(run.access);
  const [addresses, setAddresses] = useState<string[]>(run.allowedAddresses);
  const params = { project, environment: key };
  const isChanged = access !== run.access || addresses.join() !== run.allowedAddresses.join();
  const send = async (): Promise<void> => {
    await client.call(setEnvironmentAccess, { params, body: { access, allowedAddresses: addresses } });
    await forget(ofRuns, params);
  };
  return (
    <div className={`sw-panel ${css.padded}`}>
      <Form
        action={access === 'public' && run.access !== 'public' ? 'Open to everybody' : 'Save access'}
        send={send}
        isReady={refusal === null && isChanged}
        button={{ style: { alignSelf: 'flex-start' } }}
      >
        <Radio.Group
          label="Who may open it"
          value={access}
          onChange={(value) => setAccess(value === 'public' ? 'public' : 'members')}
        >
          <div className={css.group} style={{ marginTop: 6 }}>
            <Radio
              value="members"
              label="Members"
              description="Of this project, signed in; and whoever is invited to this environment."
              disabled={refusal !== null}
            />
            <Radio
              value="public"
              label="Everybody"
              description="Whoever knows the address, also without an account. Search engines are told to stay away."
              disabled={refusal !== null}
            />
          </div>
        </Radio.Group>
        {access === 'members' ? (
          <TagsInput
            label="Addresses that need no sign-in"
            description="Such as 203.0.113.0/24. Enter adds one."
            value={addresses}
            onChange={setAddresses}
            maxTags={50}
            disabled={refusal !== null}
          />
        ) : null}
        {refusal === null ? null : <p className="sw-muted">{refusal}</p>}
      </Form>
    </div>
  );
}
