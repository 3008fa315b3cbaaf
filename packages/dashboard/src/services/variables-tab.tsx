import {
  deleteServiceVariable,
  deleteVariable,
  listServices,
  listVariables,
  type Variable,
} from '@slipway/api';
import { IconLock, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { forget, useAll, useRead } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import css from './services.module.css';
import { VariableDialog } from './variable-dialog.tsx';
import { inOrder, placeWords, variableName } from './variable-places.ts';

const useWords: Record<Variable['use'], string> = { build: 'the build', run: 'what runs', both: 'both' };

/** What builds and services are given, by where it holds. */
export function VariablesTab({ project }: { project: string }) {
  const refusal = refusalOf(useMay(project), 'service:write');
  const read = useRead(listVariables, { params: { project } });
  const { data: services = [] } = useAll(listServices, { params: { project } });
  const [edited, setEdited] = useState<Variable | 'new' | null>(null);
  const add = (
    <GuardedButton refusal={refusal} leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
      Set variable
    </GuardedButton>
  );
  return (
    <Section title="Variables and secrets" actions={read.data?.body.items.length ? add : null}>
      <Show of={read}>
        {({ body: { items } }) =>
          items.length === 0 ? (
            <Empty action={add} command="slipway variable set PAYMENT_URL https://pay.example.com">
              Variables are given to builds and services; the narrowest wins: project, service, kind,
              environment. Secrets can be set and never read.
            </Empty>
          ) : (
            <VariableTable project={project} variables={inOrder(items)} refusal={refusal} edit={setEdited} />
          )
        }
      </Show>
      {edited === null ? null : (
        <VariableDialog
          project={project}
          variable={edited === 'new' ? null : edited}
          services={services.map(({ key }) => key)}
          close={() => setEdited(null)}
        />
      )}
    </Section>
  );
}

interface VariableTableProps {
  project: string;
  variables: readonly Variable[];
  refusal: string | null;
  edit: (variable: Variable) => void;
}

function VariableTable({ project, variables, refusal, edit }: VariableTableProps) {
  return (
    <div className={`sw-panel ${css.scroll}`}>
      <table className="sw-table sw-stack">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Holds for</th>
            <th scope="col">Value</th>
            <th scope="col">Given to</th>
            <th scope="col">Set</th>
            <th scope="col">
              <span className="sw-visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {variables.map((variable) => (
            <VariableRow
              key={variableName(variable)}
              project={project}
              variable={variable}
              refusal={refusal}
              edit={() => edit(variable)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface VariableRowProps {
  project: string;
  variable: Variable;
  refusal: string | null;
  edit: () => void;
}

function VariableRow({ project, variable, refusal, edit }: VariableRowProps) {
  const submit = useSubmit();
  const { name, service, kind, environment, isSecret, value, use, updatedAt } = variable;
  const remove = async (): Promise<void> => {
    const query = { ...(kind === null ? {} : { kind }), ...(environment === null ? {} : { environment }) };
    const what = { what: `Remove the variable ${name}` };
    const outcome =
      service === null
        ? await submit(deleteVariable, { params: { project, variable: name }, query }, what)
        : await submit(deleteServiceVariable, { params: { project, service, variable: name }, query }, what);
    if (outcome.kind === 'done') await forget([listVariables.id], { project });
  };
  return (
    <tr>
      <td className={`sw-mono ${css.wraps}`}>{name}</td>
      <td>{placeWords(variable)}</td>
      <td>
        {isSecret ? (
          <span className="sw-muted">
            <IconLock size={13} aria-hidden /> secret
          </span>
        ) : (
          <div className={`sw-mono ${css.value}`} title={value ?? ''}>
            {value === '' ? <span className="sw-muted">empty</span> : value}
          </div>
        )}
      </td>
      <td className="sw-muted">{useWords[use]}</td>
      <td className="sw-muted">
        <Time at={updatedAt} />
      </td>
      <td className={css.right}>
        <GuardedButton
          size="compact-sm"
          variant="default"
          refusal={refusal}
          aria-label={`${isSecret ? 'Replace' : 'Edit'} ${name} of ${placeWords(variable)}`}
          onClick={edit}
        >
          {isSecret ? 'Replace' : 'Edit'}
        </GuardedButton>{' '}
        <GuardedButton
          size="compact-sm"
          variant="default"
          color="red"
          refusal={refusal}
          aria-label={`Remove ${name} of ${placeWords(variable)}`}
          onClick={() => void remove()}
        >
          Remove
        </GuardedButton>
      </td>
    </tr>
  );
}
