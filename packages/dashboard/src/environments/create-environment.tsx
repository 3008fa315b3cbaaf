import { Modal, Radio, Select, TextInput } from '@mantine/core';
import { createEnvironment, type Environment, listEnvironments } from '@slipway/api';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Form } from '../people/form.tsx';
import { Command } from '../ui/copy.tsx';
import { isProductionLike } from '../ui/environment-name.tsx';
import { slugOf } from '../ui/slug.ts';
import { isKind, keyProblem, kinds, kindWords } from './environment-words.ts';
import css from './environments.module.css';

const ALONE = '';

interface CreateEnvironmentProps {
  project: string;
  existing: readonly Environment[];
  close: () => void;
}

/** A name, what it is for, and what it follows. */
export function CreateEnvironment({ project, existing, close }: CreateEnvironmentProps) {
  const navigate = useNavigate();
  const may = useMay(project);
  const refusal = refusalOf(may, 'environment:write-permanent');
  const [name, setName] = useState('');
  const [own, setOwn] = useState<string | null>(null);
  const [kind, setKind] = useState<Environment['kind']>(
    refusal === null && existing.length === 0 ? 'permanent' : 'on-demand',
  );
  const [chosenBase, setBase] = useState<string | null>(null);
  const key = own ?? slugOf(name);
  const base = chosenBase ?? (kind === 'permanent' ? ALONE : usualBase(existing));
  const problem = keyProblem(key, new Set(existing.map((one) => one.key)));
  const send = async (): Promise<void> => {
    const body = { key, name: name.trim(), kind, base: base === ALONE ? null : base };
    await client.call(createEnvironment, { params: { project }, body });
    await forget([listEnvironments.id], { project });
    await navigate({
      to: '/projects/$project/environments/$environment',
      params: { project, environment: key },
    });
  };
  return (
    <Modal opened onClose={close} title="Create environment" size="lg">
      <Form
        action="Create environment"
        send={send}
        isReady={key !== '' && problem === null && name.trim() !== ''}
      >
        <div className={css.pair}>
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={200}
            data-autofocus
            required
          />
          <TextInput
            label="Key"
            value={key}
            onChange={(event) => setOwn(event.currentTarget.value)}
            error={problem}
            maxLength={63}
            classNames={{ input: 'sw-mono' }}
            required
          />
        </div>
        <KindChoice kind={kind} choose={setKind} refusal={refusal} />
        <BaseChoice bases={existing} base={base} choose={setBase} />
        <p className={`sw-muted ${css.hint}`}>
          or <Command>{commandOf(key, kind, base)}</Command>
        </p>
      </Form>
    </Modal>
  );
}

function commandOf(key: string, kind: string, base: string): string {
  return `slipway environment create ${key || '<key>'} --kind ${kind}${base === ALONE ? '' : ` --base ${base}`}`;
}

/** Work in progress is seldom built on production. */
function usualBase(existing: readonly Environment[]): string {
  const permanent = existing.filter((one) => one.kind === 'permanent');
  const rehearsal = permanent.find((one) => !isProductionLike(one.name, true));
  return (rehearsal ?? permanent[0])?.key ?? ALONE;
}

interface KindChoiceProps {
  kind: Environment['kind'];
  choose: (kind: Environment['kind']) => void;
  /** Why one may not create a permanent one. */
  refusal: string | null;
}

function KindChoice({ kind, choose, refusal }: KindChoiceProps) {
  return (
    <Radio.Group label="Kind" value={kind} onChange={(value) => isKind(value) && choose(value)}>
      <div className={css.kinds}>
        {kinds.map((value) => {
          const isRefused = value === 'permanent' && refusal !== null;
          return (
            <Radio
              key={value}
              value={value}
              label={kindWords[value].label}
              description={isRefused ? refusal : kindWords[value].explanation}
              disabled={isRefused}
            />
          );
        })}
      </div>
    </Radio.Group>
  );
}

interface BaseChoiceProps {
  bases: readonly Environment[];
  /** '' = none. */
  base: string;
  choose: (base: string) => void;
  label?: string;
}

export function BaseChoice({ bases, base, choose, label = 'Base' }: BaseChoiceProps) {
  const name = bases.find((one) => one.key === base)?.name;
  return (
    <Select
      label={label}
      description={
        name === undefined
          ? 'On its own: every flag starts as it is defined, switched off.'
          : `Follows ${name} live: a change there is a change here, until you override it here.`
      }
      data={[
        { value: ALONE, label: 'None, stands on its own' },
        ...bases.map((one) => ({ value: one.key, label: one.name })),
      ]}
      value={base}
      onChange={(value) => choose(value ?? ALONE)}
      searchable={bases.length > 8}
      allowDeselect={false}
    />
  );
}
