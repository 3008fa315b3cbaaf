import { ActionIcon, Button, MultiSelect, Radio, Select } from '@mantine/core';
import { type Grant, grantable, listSegments, type Role } from '@slipway/api';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useAll } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import css from './access.module.css';
import { grantWords, roleWords } from './role-words.ts';

export interface Rights {
  role: Role;
  grants: Grant[];
  environments: string[];
}

interface RightsFieldsProps {
  project: string;
  value: Rights;
  onChange: (value: Rights) => void;
  /** Service accounts cannot be stakeholders. */
  roles?: readonly Role[];
}

const everyRole = Object.keys(roleWords) as Role[];

/** Role, what a stakeholder sees, and single permissions beside the role. */
export function RightsFields({ project, value, onChange, roles = everyRole }: RightsFieldsProps) {
  const { data: environments = [] } = useEnvironments(project);
  return (
    <div className={css.fields}>
      <Radio.Group
        label="Role"
        value={value.role}
        onChange={(role) => onChange({ ...value, role: everyRole.find((one) => one === role) ?? value.role })}
      >
        <div className={css.roles}>
          {roles.map((role) => (
            <Radio key={role} value={role} label={role} description={roleWords[role]} />
          ))}
        </div>
      </Radio.Group>
      {value.role === 'stakeholder' ? (
        <MultiSelect
          label="Sees these environments"
          data={environments.map(({ key, name }) => ({ value: key, label: name }))}
          value={value.environments}
          onChange={(keys) => onChange({ ...value, environments: keys })}
          searchable
          required
        />
      ) : null}
      <GrantFields
        project={project}
        environments={environments.map(({ key }) => key)}
        value={value.grants}
        onChange={(grants) => onChange({ ...value, grants })}
      />
    </div>
  );
}

interface GrantFieldsProps {
  project: string;
  environments: readonly string[];
  value: readonly Grant[];
  onChange: (grants: Grant[]) => void;
}

function GrantFields({ project, environments, value, onChange }: GrantFieldsProps) {
  const { data: segments = [] } = useAll(listSegments, { params: { project } });
  const put = (index: number, grant: Grant): void =>
    onChange(value.map((one, at) => (at === index ? grant : one)));
  return (
    <fieldset className={css.grants}>
      <legend>Single permissions beside the role</legend>
      {value.map((grant, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grants have no identity of their own.
        <div key={index} className={css.grant}>
          <Select
            aria-label="Permission"
            data={grantable.map((permission) => ({
              value: permission,
              label: grantWords[permission] ?? permission,
            }))}
            value={grant.permission}
            onChange={(permission) => {
              const found = grantable.find((one) => one === permission);
              if (found) put(index, { ...grant, permission: found });
            }}
            allowDeselect={false}
          />
          <Select
            aria-label="Where"
            placeholder="everywhere"
            data={[...environments]}
            value={grant.environment ?? null}
            onChange={(environment) => put(index, withOnly(grant, { environment }))}
            clearable
          />
          {grant.permission === 'segment:write' ? (
            <Select
              aria-label="Which segment"
              placeholder="every segment"
              data={segments.map(({ key }) => key)}
              value={grant.segment ?? null}
              onChange={(segment) => put(index, withOnly(grant, { segment }))}
              clearable
            />
          ) : null}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Remove permission"
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...value, { permission: 'flag:kill' }])}
      >
        Add permission
      </Button>
    </fieldset>
  );
}

function withOnly(
  { permission, environment, segment }: Grant,
  change: { environment?: string | null; segment?: string | null },
): Grant {
  const next = { environment, segment, ...change };
  return {
    permission,
    ...(next.environment ? { environment: next.environment } : {}),
    ...(next.segment ? { segment: next.segment } : {}),
  };
}
