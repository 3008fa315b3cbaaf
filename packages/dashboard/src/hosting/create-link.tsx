import { Button, Group, Modal, PasswordInput, Select, TextInput } from '@mantine/core';
import { createLink, listLinks, type ShareLink } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { Form } from '../people/form.tsx';
import { Copy } from '../ui/copy.tsx';
import { absoluteTime } from '../ui/time.tsx';
import css from './hosting.module.css';

const DAY_MS = 86_400_000;
const lifetimes = [
  { value: '1', label: 'in a day' },
  { value: '7', label: 'in a week' },
  { value: '30', label: 'in 30 days' },
  { value: '365', label: 'in a year' },
];
const SHORTEST_PASSWORD = 4;

interface CreateLinkProps {
  project: string;
  environment: string;
  close: () => void;
}

/** For whom, how long, and with which password. */
export function CreateLink({ project, environment, close }: CreateLinkProps) {
  const [label, setLabel] = useState('');
  const [days, setDays] = useState('7');
  const [password, setPassword] = useState('');
  const [made, setMade] = useState<ShareLink | null>(null);
  const params = { project, environment };
  const send = async (): Promise<void> => {
    const body = {
      label: label.trim(),
      expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      ...(password === '' ? {} : { password }),
    };
    setMade(await client.call(createLink, { params, body }));
    await forget([listLinks.id], params);
  };
  if (made !== null) return <Made link={made} close={close} />;
  const isShort = password !== '' && password.length < SHORTEST_PASSWORD;
  return (
    <Modal opened onClose={close} title="Create a share link" size="md">
      <Form action="Create link" send={send} isReady={!isShort}>
        <TextInput
          label="For whom"
          description="So that you know later which one to revoke."
          placeholder="Marketing, review on Friday"
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          maxLength={200}
          data-autofocus
        />
        <Select
          label="Ends"
          data={lifetimes}
          value={days}
          onChange={(value) => value && setDays(value)}
          allowDeselect={false}
        />
        <PasswordInput
          label="Password (optional)"
          description="Tell it by another way than the link."
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isShort ? `Use at least ${SHORTEST_PASSWORD} characters.` : null}
          maxLength={200}
          autoComplete="new-password"
        />
      </Form>
    </Modal>
  );
}

function Made({ link: { url, hasPassword, expiresAt }, close }: { link: ShareLink; close: () => void }) {
  return (
    <Modal opened onClose={close} title="Share this link" size="lg">
      <div className={css.address}>
        <span className="sw-mono">{url}</span>
        <Copy value={url} what="share link" />
      </div>
      <p>
        Whoever has it sees this environment and nothing else, until {absoluteTime(expiresAt)}
        {hasPassword ? ', after giving the password' : ''}. It can be revoked at any time.
      </p>
      <Group justify="flex-end" mt="md">
        <Button onClick={close}>Done</Button>
      </Group>
    </Modal>
  );
}
