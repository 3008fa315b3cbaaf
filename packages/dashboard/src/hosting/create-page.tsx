import { Button } from '@mantine/core';
import { listBlueprints, listServices } from '@slipway/api';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAll } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { CreateEnvironment } from '../environments/create-environment.tsx';
import { Show } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { CreateForm } from './create-form.tsx';
import { CreateGuide } from './create-guide.tsx';

/** From branches to a running copy: choose, look at what it will run, go. */
export function CreatePage() {
  const { project } = useParams({ from: '/signed-in/projects/$project/create-environment' });
  const services = useAll(listServices, { params: { project } });
  const blueprints = useAll(listBlueprints, { params: { project } });
  const environments = useEnvironments(project);
  const [isFlagsOnly, setFlagsOnly] = useState(false);
  const data =
    services.data && blueprints.data && environments.data
      ? { services: services.data, blueprints: blueprints.data, environments: environments.data }
      : undefined;
  const failed = [services, blueprints, environments].find(({ error }) => error !== null);
  return (
    <Page
      title="Create environment"
      name="Create environment"
      lead="A running copy of the application with code, data and flags of its own."
      actions={
        <Button variant="default" onClick={() => setFlagsOnly(true)}>
          Flags only, nothing runs …
        </Button>
      }
    >
      <Show of={{ data, error: failed?.error ?? null, refetch: () => failed?.refetch() }} rows={8}>
        {(all) =>
          all.services.length === 0 || all.blueprints.length === 0 ? (
            <CreateGuide project={project} services={all.services} blueprints={all.blueprints} />
          ) : (
            <CreateForm project={project} {...all} />
          )
        }
      </Show>
      {isFlagsOnly ? (
        <CreateEnvironment
          project={project}
          existing={environments.data ?? []}
          close={() => setFlagsOnly(false)}
        />
      ) : null}
    </Page>
  );
}
