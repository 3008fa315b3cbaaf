import { Checkbox, Modal, PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import { listVariables, putServiceVariable, putVariable, type Variable } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { isKind, kinds, kindWords } from '../environments/environment-words.ts';
import { Form } from '../people/form.tsx';
import css from './services.module.css';
import { placeWords } from './variable-places.ts';

const ANY = '';
const uses: { value: Variable['use']; label: string }[] = [
  { value: 'run', label: 'What runs' },
  { value: 'build', label: 'The build' },
  { value: 'both', label: 'Both' },
];

interface VariableDialogProps {
  project: string;
  /** null: a new one. */
  variable: Variable | null;
  services: readonly string[];
  close: () => void;
}

/** A value, where it holds, and who is given it. */
export function VariableDialog({ project, variable, services, close }: VariableDialogProps) {
  const [name, setName] = useState(variable?.name ?? '');
  const [value, setValue] = useState(variable?.value ?? '');
  const [isSecret, setSecret] = useState(variable?.isSecret ?? false);
  const [use, setUse] = useState<Variable['use']>(variable?.use ?? 'run');
  const [service, setService] = useState(variable?.service ?? ANY);
  const [where, setWhere] = useState(whereOf(variable));
  const isNamed = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name);
  const send = async (): Promise<void> => {
    const body = { value, isSecret, use };
    const query = placeOf(where);
    await (service === ANY
      ? client.call(putVariable, { params: { project, variable: name }, query, body })
      : client.call(putServiceVariable, { params: { project, service, variable: name }, query, body }));
    await forget([listVariables.id], { project });
    close();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={variable === null ? 'Set a variable' : `${variable.name} of ${placeWords(variable)}`}
      size="lg"
    >
      <Form action="Save" send={send} isReady={isNamed && (!isSecret || value !== '')}>
        {variable === null ? (
          <>
            <TextInput
              label="Name"
              placeholder="PAYMENT_URL"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={
                name === '' || isNamed ? null : 'Use letters, digits and "_", not starting with a digit.'
              }
              maxLength={100}
              classNames={{ input: 'sw-mono' }}
              data-autofocus
              required
            />
            <div className={css.pair}>
              <Select
                label="Service"
                data={[{ value: ANY, label: 'Every service' }, ...services]}
                value={service}
                onChange={(chosen) => setService(chosen ?? ANY)}
                allowDeselect={false}
              />
              <WhereChoice project={project} where={where} choose={setWhere} />
            </div>
          </>
        ) : null}
        <Checkbox
          label="Secret"
          description="Kept encrypted, masked in logs; can be replaced, never read."
          checked={isSecret}
          onChange={(event) => setSecret(event.currentTarget.checked)}
          disabled={variable?.isSecret ?? false}
        />
        {isSecret ? (
          <PasswordInput
            label={variable?.isSecret ? 'New value' : 'Value'}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            autoComplete="off"
            maxLength={20_000}
            required
          />
        ) : (
          <Textarea
            label="Value"
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            autosize
            minRows={1}
            maxRows={8}
            maxLength={20_000}
            classNames={{ input: 'sw-mono' }}
            spellCheck={false}
          />
        )}
        <Select
          label="Given to"
          data={uses}
          value={use}
          onChange={(chosen) => setUse(uses.find((one) => one.value === chosen)?.value ?? 'run')}
          allowDeselect={false}
        />
        <p className="sw-muted" style={{ margin: 0 }}>
          Environments get it when they are next built or started.
        </p>
      </Form>
    </Modal>
  );
}

interface WhereChoiceProps {
  project: string;
  where: string;
  choose: (where: string) => void;
}

function WhereChoice({ project, where, choose }: WhereChoiceProps) {
  const { data: environments = [] } = useEnvironments(project);
  return (
    <Select
      label="Where"
      data={[
        { group: 'Everywhere', items: [{ value: ANY, label: 'Every environment' }] },
        {
          group: 'Environments of a kind',
          items: kinds.map((kind) => ({ value: `kind:${kind}`, label: kindWords[kind].label })),
        },
        {
          group: 'One environment',
          items: environments.map(({ key, name }) => ({ value: `environment:${key}`, label: name })),
        },
      ]}
      value={where}
      onChange={(chosen) => choose(chosen ?? ANY)}
      allowDeselect={false}
      searchable={environments.length > 8}
    />
  );
}

function whereOf(variable: Variable | null): string {
  if (variable === null) return ANY;
  const { kind, environment } = variable;
  if (environment !== null) return `environment:${environment}`;
  return kind === null ? ANY : `kind:${kind}`;
}

function placeOf(where: string): { kind?: NonNullable<Variable['kind']>; environment?: string } {
  const [what, name = ''] = where.split(':');
  if (what === 'environment') return { environment: name };
  return what === 'kind' && isKind(name) ? { kind: name } : {};
}
