import { Alert, Modal, TextInput } from '@mantine/core';
import { createService, getService, listServices, type Service, updateService } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { Form } from '../people/form.tsx';
import { slugOf } from '../ui/slug.ts';
import { nameOfRepository } from './repository.ts';
import css from './services.module.css';

interface ServiceDialogProps {
  project: string;
  /** null: a new one. */
  service: Service | null;
  etag?: string;
  close: () => void;
}

/** Where the code is. */
export function ServiceDialog({ project, service, etag = '', close }: ServiceDialogProps) {
  const [repository, setRepository] = useState(service?.repository ?? '');
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [folder, setFolder] = useState(service?.folder ?? '');
  const [defaultBranch, setDefaultBranch] = useState(service?.defaultBranch ?? 'main');
  const [name, setName] = useState(service?.name ?? '');
  const suggested = slugOf(nameOfRepository(folder === '' ? repository : folder));
  const key = service?.key ?? ownKey ?? suggested;
  const send = async (): Promise<void> => {
    const fields = {
      repository: repository.trim(),
      folder: folder.trim().replace(/^\/+|\/+$/g, ''),
      defaultBranch: defaultBranch.trim(),
      ...(name.trim() === '' ? {} : { name: name.trim() }),
    };
    await (service === null
      ? client.call(createService, { params: { project }, body: { key, ...fields } })
      : client.call(updateService, { params: { project, service: key }, body: fields, ifMatch: etag }));
    await forget([listServices.id, getService.id, 'listBranches', 'planEnvironment'], { project });
    close();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={service === null ? 'Add a service' : `Edit ${service.name}`}
      size="lg"
    >
      <Form
        action={service === null ? 'Add service' : 'Save changes'}
        send={send}
        isReady={repository.trim() !== '' && key !== '' && defaultBranch.trim() !== ''}
      >
        <TextInput
          label="Repository"
          description="https://…, ssh://… or git@host:path. Without a password in it: give that as a credential."
          placeholder="https://git.example.com/shop/web.git"
          value={repository}
          onChange={(event) => setRepository(event.currentTarget.value)}
          maxLength={500}
          classNames={{ input: 'sw-mono' }}
          data-autofocus
          required
        />
        <div className={css.pair}>
          <TextInput
            label="Key"
            description="Blueprints name it by this."
            value={key}
            onChange={(event) => setOwnKey(event.currentTarget.value)}
            disabled={service !== null}
            maxLength={63}
            classNames={{ input: 'sw-mono' }}
            required
          />
          <TextInput
            label="Name (optional)"
            description="For people."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={200}
          />
        </div>
        <div className={css.pair}>
          <TextInput
            label="Default branch"
            description="What runs when nobody asks for another."
            value={defaultBranch}
            onChange={(event) => setDefaultBranch(event.currentTarget.value)}
            maxLength={200}
            classNames={{ input: 'sw-mono' }}
            required
          />
          <TextInput
            label="Folder (optional)"
            description="Where it lies in a repository of several."
            placeholder="apps/web"
            value={folder}
            onChange={(event) => setFolder(event.currentTarget.value)}
            maxLength={200}
            classNames={{ input: 'sw-mono' }}
          />
        </div>
        {service === null ? (
          <Alert color="gray" variant="light">
            Is it private? Add it first, then its credential from the row’s menu.
          </Alert>
        ) : null}
      </Form>
    </Modal>
  );
}
