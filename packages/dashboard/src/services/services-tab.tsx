import { Menu } from '@mantine/core';
import { getService, listServices, type Service } from '@slipway/api';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useAll, useRead } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { BranchesSeen } from './branches-seen.tsx';
import { CredentialDialog } from './credential-dialog.tsx';
import { DeleteService } from './delete-service.tsx';
import { ServiceDialog } from './service-dialog.tsx';
import css from './services.module.css';

/** Repositories whose code environments run. */
export function ServicesTab({ project }: { project: string }) {
  const refusal = refusalOf(useMay(project), 'service:write');
  const services = useAll(listServices, { params: { project } });
  const [isAdding, setAdding] = useState(false);
  const add = (
    <GuardedButton refusal={refusal} leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add service
    </GuardedButton>
  );
  return (
    <Section title="Services" actions={services.data?.length ? add : null}>
      <Show of={services}>
        {(items) =>
          items.length === 0 ? (
            <Empty
              action={add}
              command="slipway service create web --repository https://git.example.com/shop/web.git"
            >
              A service is a git repository, or a folder of one, whose branches environments run.
            </Empty>
          ) : (
            <ServiceTable project={project} services={items} refusal={refusal} />
          )
        }
      </Show>
      {isAdding ? <ServiceDialog project={project} service={null} close={() => setAdding(false)} /> : null}
    </Section>
  );
}

interface ServiceTableProps {
  project: string;
  services: readonly Service[];
  refusal: string | null;
}

function ServiceTable({ project, services, refusal }: ServiceTableProps) {
  return (
    <div className={`sw-panel ${css.scroll}`}>
      <table className="sw-table sw-stack">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Repository</th>
            <th scope="col">Default branch</th>
            <th scope="col">Signs in by</th>
            <th scope="col">
              <span className="sw-visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <ServiceRow key={service.key} project={project} service={service} refusal={refusal} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const credentialWords: Record<Service['credential'], string> = {
  none: 'nothing: public',
  token: 'token',
  'ssh-key': 'SSH key',
};

type Asked = 'edit' | 'credential' | 'branches' | 'delete';

function ServiceRow({
  project,
  service,
  refusal,
}: Omit<ServiceTableProps, 'services'> & { service: Service }) {
  const { key, name, repository, folder, defaultBranch, credential } = service;
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  return (
    <tr>
      <td>
        <strong>{name}</strong>
        {name === key ? null : <div className="sw-muted sw-mono">{key}</div>}
      </td>
      <td className={`sw-mono ${css.wraps}`}>
        {repository}
        {folder === '' ? '' : ` · ${folder}`}
      </td>
      <td className="sw-mono">{defaultBranch}</td>
      <td>
        <StateMark look={credential === 'none' ? 'off' : 'on'} quiet>
          {credentialWords[credential]}
        </StateMark>
      </td>
      <td className={css.right}>
        <Menu position="bottom-end">
          <Menu.Target>
            <GuardedButton
              variant="subtle"
              color="gray"
              px={6}
              refusal={null}
              aria-label={`Actions of ${name}`}
            >
              <IconDots size={16} />
            </GuardedButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setAsked('branches')}>Branches …</Menu.Item>
            <Menu.Item disabled={refusal !== null} onClick={() => setAsked('edit')}>
              Edit …
            </Menu.Item>
            <Menu.Item disabled={refusal !== null} onClick={() => setAsked('credential')}>
              Credential …
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" disabled={refusal !== null} onClick={() => setAsked('delete')}>
              Remove …
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {asked === 'branches' ? <BranchesSeen project={project} service={service} close={close} /> : null}
        {asked === 'credential' ? (
          <CredentialDialog project={project} service={service} close={close} />
        ) : null}
        {asked === 'edit' || asked === 'delete' ? (
          <WithEtag project={project} service={key}>
            {(present, etag) =>
              asked === 'edit' ? (
                <ServiceDialog project={project} service={present} etag={etag} close={close} />
              ) : (
                <DeleteService project={project} service={present} etag={etag} close={close} />
              )
            }
          </WithEtag>
        ) : null}
      </td>
    </tr>
  );
}

interface WithEtagProps {
  project: string;
  service: string;
  children: (service: Service, etag: string) => ReactNode;
}

/** What is changed builds on what was read last. */
function WithEtag({ project, service, children }: WithEtagProps) {
  const { data } = useRead(getService, { params: { project, service } });
  return data ? children(data.body, data.etag ?? '') : null;
}
