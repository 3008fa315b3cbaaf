import { Button, Group, Modal, Radio, Select, TextInput } from '@mantine/core';
import { createToken, listTokens, type Role } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { apiUrl } from '../app/place.ts';
import { Form } from '../people/form.tsx';
import { Copy } from '../ui/copy.tsx';
import css from './access.module.css';
import { type Rights, RightsFields } from './rights-fields.tsx';
import { type TokenPurpose, tokenDraft } from './token-draft.ts';

const purposes: { value: TokenPurpose; label: string; description: string }[] = [
  { value: 'server', label: 'Server', description: 'A service reads the flags of one environment.' },
  {
    value: 'client',
    label: 'Client',
    description: 'Browsers and apps get results only, of flags that they may see.',
  },
  { value: 'deploy', label: 'Deploy', description: 'CI records deployments.' },
  { value: 'account', label: 'Service account', description: 'A program acts with a role, like a member.' },
];
const accountRoles: Role[] = ['viewer', 'developer', 'releaser', 'administrator'];
const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'one year' },
  { value: '', label: 'until revoked' },
];

export function TokenDialog({ project, close }: { project: string; close: () => void }) {
  const { data: environments = [] } = useEnvironments(project);
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState<TokenPurpose>('server');
  const [chosen, setEnvironment] = useState<string | null>(null);
  const [days, setDays] = useState('');
  const [rights, setRights] = useState<Rights>({ role: 'developer', grants: [], environments: [] });
  const [secret, setSecret] = useState<string | null>(null);
  const environment = chosen ?? environments[0]?.key ?? null;
  const isOfEnvironment = purpose === 'server' || purpose === 'client';
  const send = async (): Promise<void> => {
    const body = tokenDraft({ name, purpose, environment, days, rights, now: Date.now() });
    setSecret((await client.call(createToken, { params: { project }, body })).token);
    await forget([listTokens.id], { project });
  };
  if (secret !== null)
    return (
      <TokenShown
        secret={secret}
        {...(purpose === 'server' ? { snippet: snippetOf(secret) } : {})}
        close={close}
      />
    );
  return (
    <Modal opened onClose={close} title="Create token" size="lg">
      <Form
        action="Create token"
        send={send}
        isReady={name.trim() !== '' && (!isOfEnvironment || environment !== null)}
      >
        <TextInput
          label="Name"
          description="What uses it, such as web or ci."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          data-autofocus
          required
        />
        <Radio.Group
          label="For"
          value={purpose}
          onChange={(value) => setPurpose(purposes.find((one) => one.value === value)?.value ?? 'server')}
        >
          <div className={css.roles}>
            {purposes.map((one) => (
              <Radio key={one.value} {...one} />
            ))}
          </div>
        </Radio.Group>
        {isOfEnvironment ? (
          <Select
            label="Environment"
            data={environments.map(({ key, name: label }) => ({ value: key, label }))}
            value={environment}
            onChange={setEnvironment}
            allowDeselect={false}
          />
        ) : null}
        {purpose === 'account' ? (
          <RightsFields project={project} value={rights} onChange={setRights} roles={accountRoles} />
        ) : null}
        <Select
          label="Ends"
          data={lifetimes}
          value={days}
          onChange={(value) => setDays(value ?? '')}
          allowDeselect={false}
        />
      </Form>
    </Modal>
  );
}

function snippetOf(secret: string): string {
  return [`export SLIPWAY_URL=${apiUrl}`, `export SLIPWAY_TOKEN=${secret}`].join('\n');
}

function TokenShown({ secret, snippet, close }: { secret: string; snippet?: string; close: () => void }) {
  return (
    <Modal opened onClose={close} title="Copy the token now" closeOnClickOutside={false} size="lg">
      <p style={{ marginTop: 0 }}>It is shown this once: Slipway keeps only its hash.</p>
      <div className={css.secret}>
        <span className="sw-mono">{secret}</span>
        <Copy value={secret} what="token" />
      </div>
      {snippet ? (
        <>
          <p>For a service that uses the SDK:</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
          <pre className={css.pre} tabIndex={0}>
            {snippet}
          </pre>
        </>
      ) : null}
      <Group justify="flex-end" mt="md">
        <Button onClick={close}>Done</Button>
      </Group>
    </Modal>
  );
}
