import { type Blueprint, getBlueprint, listBlueprints, listServices } from '@slipway/api';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAll, useRead } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { BlueprintDialog } from './blueprint-dialog.tsx';
import { DeleteBlueprint } from './delete-blueprint.tsx';
import css from './services.module.css';

/** How the application is built and started. */
export function BlueprintsTab({ project }: { project: string }) {
  const refusal = refusalOf(useMay(project), 'service:write');
  const blueprints = useAll(listBlueprints, { params: { project } });
  const { data: services = [] } = useAll(listServices, { params: { project } });
  const [isAdding, setAdding] = useState(false);
  const add = (
    <GuardedButton refusal={refusal} leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add blueprint
    </GuardedButton>
  );
  return (
    <Section title="Blueprints" actions={blueprints.data?.length ? add : null}>
      <Show of={blueprints}>
        {(items) =>
          items.length === 0 ? (
            <Empty action={add} command="slipway init">
              A blueprint is a Compose file with a few lines for Slipway: services, addresses, database.
            </Empty>
          ) : (
            <div className={`sw-panel ${css.scroll}`}>
              <table className="sw-table sw-stack">
                <thead>
                  <tr>
                    <th scope="col">Blueprint</th>
                    <th scope="col">Kept in</th>
                    <th scope="col">Added</th>
                    <th scope="col">
                      <span className="sw-visually-hidden">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((blueprint) => (
                    <BlueprintRow
                      key={blueprint.key}
                      project={project}
                      blueprint={blueprint}
                      services={services.map(({ key }) => key)}
                      refusal={refusal}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Show>
      {isAdding ? (
        <BlueprintDialog
          project={project}
          blueprint={null}
          services={services.map(({ key }) => key)}
          close={() => setAdding(false)}
        />
      ) : null}
    </Section>
  );
}

interface BlueprintRowProps {
  project: string;
  blueprint: Blueprint;
  services: readonly string[];
  refusal: string | null;
}

function BlueprintRow({ project, blueprint, services, refusal }: BlueprintRowProps) {
  const { key, name, service, path, createdAt } = blueprint;
  const [asked, setAsked] = useState<'edit' | 'delete' | null>(null);
  const close = (): void => setAsked(null);
  return (
    <tr>
      <td>
        <strong>{name}</strong>
        {name === key ? null : <div className="sw-muted sw-mono">{key}</div>}
      </td>
      <td className={css.wraps}>
        {service === null ? (
          'Slipway'
        ) : (
          <>
            {service}, <span className="sw-mono">{path}</span>
          </>
        )}
      </td>
      <td className="sw-muted">
        <Time at={createdAt} />
      </td>
      <td className={css.right}>
        <Link
          className="sw-link"
          to="/projects/$project/create-environment"
          params={{ project }}
          search={{ blueprint: key }}
        >
          Create environment
        </Link>{' '}
        <GuardedButton
          size="compact-sm"
          variant="default"
          refusal={refusal}
          aria-label={`Edit the blueprint ${name}`}
          onClick={() => setAsked('edit')}
        >
          Edit
        </GuardedButton>{' '}
        <GuardedButton
          size="compact-sm"
          variant="default"
          color="red"
          refusal={refusal}
          aria-label={`Remove the blueprint ${name}`}
          onClick={() => setAsked('delete')}
        >
          Remove
        </GuardedButton>
        {asked === null ? null : (
          <Asked project={project} blueprint={key} asked={asked} services={services} close={close} />
        )}
      </td>
    </tr>
  );
}

interface AskedProps {
  project: string;
  blueprint: string;
  asked: 'edit' | 'delete';
  services: readonly string[];
  close: () => void;
}

/** What is changed builds on what was read last. */
function Asked({ project, blueprint, asked, services, close }: AskedProps) {
  const { data } = useRead(getBlueprint, { params: { project, blueprint } });
  if (!data) return null;
  const dialog = { project, blueprint: data.body, etag: data.etag ?? '', close };
  return asked === 'edit' ? (
    <BlueprintDialog {...dialog} services={services} />
  ) : (
    <DeleteBlueprint {...dialog} />
  );
}
