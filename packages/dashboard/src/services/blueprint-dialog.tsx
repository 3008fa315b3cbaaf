import { Modal, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { type Blueprint, createBlueprint, getBlueprint, listBlueprints, updateBlueprint } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { Form } from '../people/form.tsx';
import { slugOf } from '../ui/slug.ts';
import { CheckedBlueprint } from './checked-blueprint.tsx';
import css from './services.module.css';

const EXAMPLE = `services:
  web:
    build: .
    x-slipway:
      service: web
      route: { path: /, port: 3000 }
      process: { build: npm ci, run: node src/main.ts, health: /healthz }
x-slipway:
  database:
    service: web
    variable: DATABASE_URL
    migrate: npm run migrate
    seeds: { default: npm run seed }
`;

interface BlueprintDialogProps {
  project: string;
  /** null: a new one. */
  blueprint: Blueprint | null;
  etag?: string;
  services: readonly string[];
  close: () => void;
}

/** Kept here as text, or in a repository as a file. */
export function BlueprintDialog({ project, blueprint, etag = '', services, close }: BlueprintDialogProps) {
  const form = useBlueprintForm(project, blueprint, etag, services, close);
  const { name, key, isInRepository, service, path, content, set, send } = form;
  return (
    <Modal
      opened
      onClose={close}
      title={blueprint === null ? 'Add a blueprint' : `Edit ${blueprint.name}`}
      size="xl"
    >
      <Form
        action={blueprint === null ? 'Add blueprint' : 'Save changes'}
        send={send}
        isReady={
          key !== '' && path.trim() !== '' && (isInRepository ? service !== null : content.trim() !== '')
        }
      >
        <div className={css.pair}>
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={200}
            data-autofocus
            required
          />
          <TextInput
            label="Key"
            value={key}
            onChange={(event) => set({ ownKey: event.currentTarget.value })}
            disabled={blueprint !== null}
            maxLength={63}
            classNames={{ input: 'sw-mono' }}
            required
          />
        </div>
        <SegmentedControl
          aria-label="Where it is kept"
          data={[
            { value: 'repository', label: 'In a repository' },
            { value: 'here', label: 'Here' },
          ]}
          value={isInRepository ? 'repository' : 'here'}
          onChange={(value) => set({ isInRepository: value === 'repository' })}
          style={{ alignSelf: 'flex-start' }}
        />
        {isInRepository ? (
          <div className={css.pair}>
            <Select
              label="Service"
              description="Whose repository keeps it, read at each environment’s branch."
              data={[...services]}
              value={service}
              onChange={(value) => set({ service: value })}
              placeholder={services.length === 0 ? 'Add a service first' : 'Choose'}
              required
            />
            <TextInput
              label="File"
              description="From the root of the service’s folder."
              value={path}
              onChange={(event) => set({ path: event.currentTarget.value })}
              maxLength={200}
              classNames={{ input: 'sw-mono' }}
              required
            />
          </div>
        ) : (
          <>
            <Textarea
              label="Compose file"
              value={content}
              onChange={(event) => set({ content: event.currentTarget.value })}
              autosize
              minRows={12}
              maxRows={24}
              classNames={{ input: 'sw-mono' }}
              spellCheck={false}
              required
            />
            <CheckedBlueprint project={project} content={content} path={path} />
          </>
        )}
      </Form>
    </Modal>
  );
}

interface Fields {
  name: string;
  ownKey: string | null;
  isInRepository: boolean;
  service: string | null;
  path: string;
  content: string;
}

function useBlueprintForm(
  project: string,
  blueprint: Blueprint | null,
  etag: string,
  services: readonly string[],
  close: () => void,
) {
  const [fields, setFields] = useState<Fields>({
    name: blueprint?.name ?? '',
    ownKey: null,
    isInRepository: blueprint === null ? services.length > 0 : blueprint.service !== null,
    service: blueprint?.service ?? services[0] ?? null,
    path: blueprint?.path ?? 'compose.yaml',
    content: blueprint?.content ?? EXAMPLE,
  });
  const key = blueprint?.key ?? fields.ownKey ?? slugOf(fields.name);
  const send = async (): Promise<void> => {
    const { name, isInRepository, service, path, content } = fields;
    const body = {
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      service: isInRepository ? service : null,
      path: path.trim().replace(/^\/+/, ''),
      content: isInRepository ? null : content,
    };
    await (blueprint === null
      ? client.call(createBlueprint, { params: { project }, body: { key, ...body } })
      : client.call(updateBlueprint, { params: { project, blueprint: key }, body, ifMatch: etag }));
    await forget([listBlueprints.id, getBlueprint.id, 'planEnvironment'], { project });
    close();
  };
  const set = (part: Partial<Fields>): void => setFields((before) => ({ ...before, ...part }));
  return { ...fields, key, set, send };
}
