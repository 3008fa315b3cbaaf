import { Tabs } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMay } from '../app/session.tsx';
import { BlueprintsTab } from '../services/blueprints-tab.tsx';
import { ServicesTab } from '../services/services-tab.tsx';
import { VariablesTab } from '../services/variables-tab.tsx';
import { Page } from '../ui/page.tsx';
import { MembersTab } from './members-tab.tsx';
import { ProjectTab } from './project-tab.tsx';
import { TokensTab } from './tokens-tab.tsx';

const tabs = [
  { value: 'members', label: 'Members', Panel: MembersTab, permission: 'member:read' },
  { value: 'tokens', label: 'Tokens', Panel: TokensTab, permission: 'token:read' },
  { value: 'services', label: 'Services', Panel: ServicesTab, permission: 'project:read' },
  { value: 'blueprints', label: 'Blueprints', Panel: BlueprintsTab, permission: 'project:read' },
  { value: 'variables', label: 'Variables', Panel: VariablesTab, permission: 'project:read' },
  { value: 'project', label: 'Project', Panel: ProjectTab, permission: 'project:read' },
] as const;

/** A project’s people, credentials, code and name. */
export function SettingsPage() {
  const { project } = useParams({ from: '/signed-in/projects/$project/settings' });
  const { tab = 'members' } = useSearch({ from: '/signed-in/projects/$project/settings' });
  const navigate = useNavigate();
  const may = useMay(project);
  const shown = tabs.filter(({ permission }) => may(permission));
  return (
    <Page title="Settings" name="Settings">
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          void navigate({ to: '.', search: value === null ? {} : { tab: value }, replace: true })
        }
      >
        <Tabs.List mb="md" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {shown.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map(({ value, Panel }) => (
          <Tabs.Panel key={value} value={value}>
            <Panel project={project} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
