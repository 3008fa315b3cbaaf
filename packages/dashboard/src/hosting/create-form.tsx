import { Select, TextInput } from '@mantine/core';
import {
  type Blueprint,
  createEnvironment,
  type Environment,
  listEnvironments,
  type Plan,
  type Service,
} from '@slipway/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { BaseChoice } from '../environments/create-environment.tsx';
import { isKind, keyProblem, kinds, kindWords } from '../environments/environment-words.ts';
import { Form } from '../people/form.tsx';
import { Command } from '../ui/copy.tsx';
import { BranchField, SameBranchField } from './branch-field.tsx';
import { useBranches } from './branches.ts';
import {
  type CreateDraft,
  createCommand,
  runDraftOf,
  servicesOf,
  suggestedKey,
  usualBase,
} from './create-draft.ts';
import css from './hosting.module.css';
import { PlanView } from './plan-view.tsx';
import { usePlan } from './use-plan.ts';

interface CreateFormProps {
  project: string;
  services: readonly Service[];
  blueprints: readonly Blueprint[];
  environments: readonly Environment[];
}

/** Choices at the left, what comes of them at the right. */
export function CreateForm({ project, services, blueprints, environments }: CreateFormProps) {
  const form = useCreateForm(project, blueprints, environments);
  const { draft, change, key, kind, setKind, plan, send } = form;
  const refusal = refusalOf(useMay(project), 'environment:write');
  const used = plan.plan ? servicesOf(plan.plan) : services.map((one) => one.key);
  const problem = keyProblem(key, new Set(environments.map((one) => one.key)));
  return (
    <div className={css.create}>
      <Form
        action="Create environment"
        send={send}
        isReady={refusal === null && key !== '' && problem === null && !plan.error}
        button={{ size: 'md' }}
      >
        <BlueprintChoice blueprints={blueprints} draft={draft} change={change} />
        <Code
          project={project}
          services={services}
          used={used}
          draft={draft}
          change={change}
          plan={plan.isStale ? undefined : plan.plan}
        />
        <State environments={environments} draft={draft} change={change} plan={plan.plan} />
        <fieldset className={css.group}>
          <legend>Name</legend>
          <TextInput
            label="Key"
            description="In its address, and in commands."
            value={key}
            onChange={(event) => form.setOwn(event.currentTarget.value)}
            error={problem}
            maxLength={63}
            classNames={{ input: 'sw-mono' }}
            required
          />
          <Select
            label="Kind"
            description={kindWords[kind].explanation}
            data={kinds
              .filter((value) => value !== 'permanent')
              .map((value) => ({ value, label: kindWords[value].label }))}
            value={kind}
            onChange={(value) => value && isKind(value) && setKind(value)}
            allowDeselect={false}
          />
        </fieldset>
        {refusal === null ? null : <p className="sw-muted">{refusal}</p>}
        <p className={css.small} style={{ margin: 0, overflowWrap: 'anywhere' }}>
          or <Command>{createCommand({ draft, key, kind })}</Command>
        </p>
      </Form>
      <PlanView {...plan} />
    </div>
  );
}

function useCreateForm(
  project: string,
  blueprints: readonly Blueprint[],
  environments: readonly Environment[],
) {
  const navigate = useNavigate();
  const search = useSearch({ from: '/signed-in/projects/$project/create-environment' });
  const [draft, setDraft] = useState<CreateDraft>({
    blueprint: search.blueprint ?? blueprints[0]?.key ?? '',
    codes: {},
    sameBranch: search.branch ?? '',
    seed: null,
    base: usualBase(environments),
  });
  const [own, setOwn] = useState<string | null>(null);
  const [kind, setKind] = useState<Environment['kind']>('on-demand');
  const typed = Object.keys(draft.codes);
  const known = useBranches(project, typed, '');
  const branches = new Set(known.flatMap((one) => one.branches.map(({ name }) => name)));
  const plan = usePlan(project, draft, branches);
  const key = own ?? suggestedKey(draft, new Set(environments.map((one) => one.key)));
  const send = async (): Promise<void> => {
    const run = runDraftOf(draft, branches);
    const body = { key, kind, base: draft.base === '' ? null : draft.base, run };
    await client.call(createEnvironment, { params: { project }, body });
    await forget([listEnvironments.id], { project });
    await navigate({
      to: '/projects/$project/environments/$environment',
      params: { project, environment: key },
    });
  };
  const change = (part: Partial<CreateDraft>): void => setDraft((before) => ({ ...before, ...part }));
  return { draft, change, key, setOwn, kind, setKind, plan, send };
}

interface PartProps {
  draft: CreateDraft;
  change: (part: Partial<CreateDraft>) => void;
}

function BlueprintChoice({ blueprints, draft, change }: PartProps & { blueprints: readonly Blueprint[] }) {
  const [only] = blueprints;
  if (blueprints.length === 1 && only)
    return (
      <p style={{ margin: 0 }}>
        Blueprint: <strong>{only.name}</strong>
      </p>
    );
  return (
    <Select
      label="Blueprint"
      description="How the application is built and started."
      data={blueprints.map(({ key, name }) => ({ value: key, label: name }))}
      value={draft.blueprint}
      onChange={(value) => value && change({ blueprint: value, seed: null })}
      allowDeselect={false}
      searchable={blueprints.length > 8}
    />
  );
}

interface CodeProps extends PartProps {
  project: string;
  services: readonly Service[];
  used: readonly string[];
  plan: Plan | undefined;
}

function Code({ project, services, used, draft, change, plan }: CodeProps) {
  const otherwise = (service: string): string => {
    const found = plan?.revisions.services.find((one) => one.service === service);
    if (found && found.because !== 'asked') return found.branch ?? found.commit.slice(0, 7);
    return services.find(({ key }) => key === service)?.defaultBranch ?? '';
  };
  return (
    <fieldset className={css.group}>
      <legend>Code</legend>
      {used.length > 1 ? (
        <SameBranchField
          project={project}
          services={used}
          value={draft.sameBranch}
          onChange={(sameBranch) => change({ sameBranch })}
          description={sameBranchWords(draft.sameBranch, plan)}
        />
      ) : null}
      {used.map((service) => (
        <BranchField
          key={service}
          project={project}
          service={service}
          value={draft.codes[service] ?? ''}
          otherwise={otherwise(service)}
          onChange={(code) => change({ codes: { ...draft.codes, [service]: code } })}
        />
      ))}
    </fieldset>
  );
}

function sameBranchWords(sameBranch: string, plan: Plan | undefined): string {
  if (sameBranch.trim() === '') return 'Services that have this branch take it; the rest stay as they are.';
  if (!plan) return 'Looking which services have it …';
  const has = plan.revisions.services.filter(({ because }) => because === 'same-branch');
  if (has.length === 0) return 'No service has this branch.';
  const rest = plan.revisions.services.filter(({ because }) => because === 'base' || because === 'default');
  const names = (list: readonly { service: string }[]): string =>
    list.map(({ service }) => service).join(', ');
  if (rest.length === 0) return `Found in ${names(has)}.`;
  return `Found in ${names(has)}; not in ${names(rest)}.`;
}

interface StateProps extends PartProps {
  environments: readonly Environment[];
  plan: Plan | undefined;
}

function State({ environments, draft, change, plan }: StateProps) {
  const seeds = plan?.summary.database?.seeds ?? [];
  return (
    <fieldset className={css.group}>
      <legend>Data and flags</legend>
      {seeds.length > 0 ? (
        <Select
          label="Data"
          description="A database of its own, filled with this."
          data={[...seeds]}
          value={draft.seed ?? plan?.seed ?? seeds[0] ?? null}
          onChange={(seed) => change({ seed })}
          allowDeselect={false}
        />
      ) : null}
      <BaseChoice
        bases={environments}
        base={draft.base}
        choose={(base) => change({ base })}
        label="Flags as in"
      />
    </fieldset>
  );
}
