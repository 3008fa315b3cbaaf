import { Button, Modal, TextInput } from '@mantine/core';
import { createProject, listProjects } from '@slipway/api';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client, forget, useAll } from '../app/api.ts';
import { useWho } from '../app/session.tsx';
import { Form } from '../people/form.tsx';
import { PlainFrame } from '../people/plain-frame.tsx';
import { Empty } from '../ui/empty.tsx';
import { Show } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { slugOf } from '../ui/slug.ts';
import { Time } from '../ui/time.tsx';

export function ProjectsPage() {
  const { isOwner } = useWho();
  const projects = useAll(listProjects, {});
  const [isCreating, setCreating] = useState(false);
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      Create project
    </Button>
  );
  return (
    <PlainFrame>
      <Page title="Projects" name="Projects" actions={isOwner && projects.data?.length ? create : null}>
        <Show of={projects}>
          {(items) =>
            items.length === 0 ? (
              <Empty {...(isOwner ? { action: create, command: 'slipway project create academy' } : {})}>
                {isOwner
                  ? 'A project holds the flags, segments and environments of one product, and says who may change them.'
                  : 'You belong to no project yet. Ask an administrator for an invitation.'}
              </Empty>
            ) : (
              <div className="sw-panel">
                <table className="sw-table sw-stack">
                  <tbody>
                    {items.map(({ key, name, description, createdAt }) => (
                      <tr key={key}>
                        <td>
                          <Link to="/projects/$project" params={{ project: key }} className="sw-link">
                            {name}
                          </Link>
                          <div className="sw-muted">
                            {description || <span className="sw-mono">{key}</span>}
                          </div>
                        </td>
                        <td className="sw-muted" style={{ textAlign: 'right' }}>
                          <Time at={createdAt} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Show>
        {isCreating ? <CreateProject close={() => setCreating(false)} /> : null}
      </Page>
    </PlainFrame>
  );
}

function CreateProject({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [own, setOwn] = useState<string | null>(null);
  const key = own ?? slugOf(name);
  const send = async (): Promise<void> => {
    await client.call(createProject, { body: { key, name: name.trim() } });
    await forget([listProjects.id]);
    await navigate({ to: '/projects/$project', params: { project: key } });
  };
  return (
    <Modal opened onClose={close} title="Create project">
      <Form action="Create project" send={send} isReady={key !== '' && name.trim() !== ''}>
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          data-autofocus
        />
        <TextInput
          label="Key"
          description="Part of addresses and commands; it stays as it is."
          value={key}
          onChange={(event) => setOwn(event.currentTarget.value)}
          maxLength={63}
          className="sw-mono"
        />
      </Form>
    </Modal>
  );
}
