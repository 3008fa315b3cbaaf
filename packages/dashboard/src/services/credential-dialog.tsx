import { Modal, PasswordInput, Radio, Textarea, TextInput } from '@mantine/core';
import {
  getService,
  listServices,
  putServiceCredential,
  type RepositoryCredential,
  type Service,
} from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { Form } from '../people/form.tsx';
import css from './services.module.css';

type Kind = Service['credential'];

const kinds: { value: Kind; label: string; description: string }[] = [
  {
    value: 'token',
    label: 'Token',
    description: 'For https addresses: an access or deploy token that may read.',
  },
  { value: 'ssh-key', label: 'SSH key', description: 'For ssh addresses: a deploy key that may read.' },
  {
    value: 'none',
    label: 'None',
    description: 'The repository is public. A credential that is kept is removed.',
  },
];

interface CredentialDialogProps {
  project: string;
  service: Service;
  close: () => void;
}

/** Write-only: what is kept is never shown again. */
export function CredentialDialog({ project, service, close }: CredentialDialogProps) {
  const [kind, setKind] = useState<Kind>(
    service.credential !== 'none' ? service.credential : isSsh(service.repository) ? 'ssh-key' : 'token',
  );
  const [username, setUsername] = useState('git');
  const [token, setToken] = useState('');
  const [privateKey, setPrivateKey] = useState('');
  const [knownHosts, setKnownHosts] = useState('');
  const body: RepositoryCredential =
    kind === 'token'
      ? { kind, username: username.trim(), token: token.trim() }
      : kind === 'ssh-key'
        ? {
            kind,
            privateKey: `${privateKey.trim()}\n`,
            ...(knownHosts.trim() === '' ? {} : { knownHosts: `${knownHosts.trim()}\n` }),
          }
        : { kind };
  const isReady =
    kind === 'none' ||
    (kind === 'token' ? token.trim() !== '' && username.trim() !== '' : privateKey.trim() !== '');
  const send = async (): Promise<void> => {
    await client.call(putServiceCredential, { params: { project, service: service.key }, body });
    await forget([listServices.id, getService.id, 'listBranches', 'planEnvironment'], { project });
    close();
  };
  return (
    <Modal opened onClose={close} title={`How Slipway reads ${service.name}`} size="lg">
      <Form action="Save credential" send={send} isReady={isReady}>
        <Radio.Group
          label="Signs in by"
          value={kind}
          onChange={(value) => setKind(kinds.find((one) => one.value === value)?.value ?? 'none')}
        >
          <div className={css.fields} style={{ marginTop: 6, gap: 8 }}>
            {kinds.map((one) => (
              <Radio key={one.value} {...one} />
            ))}
          </div>
        </Radio.Group>
        {kind === 'token' ? (
          <div className={css.pair}>
            <TextInput
              label="User name"
              description="What the forge asks for, often git."
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
              autoComplete="off"
              required
            />
            <PasswordInput
              label="Token"
              description="Kept encrypted, never shown."
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              autoComplete="off"
              required
            />
          </div>
        ) : null}
        {kind === 'ssh-key' ? (
          <>
            <Textarea
              label="Private key"
              description="Kept encrypted, never shown. Without a passphrase."
              placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
              value={privateKey}
              onChange={(event) => setPrivateKey(event.currentTarget.value)}
              autosize
              minRows={4}
              maxRows={8}
              classNames={{ input: 'sw-mono' }}
              spellCheck={false}
              required
            />
            <Textarea
              label="Known hosts (optional)"
              description="Lines of known_hosts. Without them the first key seen is kept."
              value={knownHosts}
              onChange={(event) => setKnownHosts(event.currentTarget.value)}
              autosize
              minRows={2}
              maxRows={5}
              classNames={{ input: 'sw-mono' }}
              spellCheck={false}
            />
          </>
        ) : null}
      </Form>
    </Modal>
  );
}

function isSsh(repository: string): boolean {
  return repository.startsWith('ssh://') || /^[^/:]+@[^/:]+:/.test(repository);
}
