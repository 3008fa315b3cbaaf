import { Modal, TextInput } from '@mantine/core';
import { cloneEnvironment, type Environment } from '@slipway/api';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { keyProblem } from '../environments/environment-words.ts';
import { Form } from '../people/form.tsx';
import type { Hosted } from './run-words.ts';
import { ofRuns } from './use-run-acts.ts';

interface CloneEnvironmentProps {
  project: string;
  environment: Hosted;
  all: readonly Environment[];
  close: () => void;
}

/** A second one like it. */
export function CloneEnvironment({ project, environment, all, close }: CloneEnvironmentProps) {
  const navigate = useNavigate();
  const [key, setKey] = useState(`${environment.key}-2`.slice(0, 63));
  const problem = keyProblem(key, new Set(all.map((one) => one.key)));
  const send = async (): Promise<void> => {
    await client.call(cloneEnvironment, { params: { project, environment: environment.key }, body: { key } });
    await forget(ofRuns, { project });
    close();
    await navigate({
      to: '/projects/$project/environments/$environment',
      params: { project, environment: key },
    });
  };
  return (
    <Modal opened onClose={close} title={`Clone ${environment.name}`} size="md">
      <Form action="Clone environment" send={send} isReady={key !== '' && problem === null}>
        <p style={{ margin: 0 }}>
          The same commits, a copy of the data as it is now, and the same differences in flags. From then on
          they go separate ways. Share links are not copied.
        </p>
        <TextInput
          label="Key"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={problem}
          maxLength={63}
          classNames={{ input: 'sw-mono' }}
          data-autofocus
          required
        />
      </Form>
    </Modal>
  );
}
