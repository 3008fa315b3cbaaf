import {
  type Environment,
  type FlagOverview,
  killFlag,
  killFlagEverywhere,
  listChanges,
  restoreFlag,
  revertChange,
  type Serving,
  switchFlag,
} from '@slipway/api';
import { useMemo } from 'react';
import { client } from '../app/api.ts';
import { type May, useMay } from '../app/session.tsx';
import { type Submit, useSubmit } from '../app/submit.tsx';
import { offerUndo } from '../app/undo.tsx';
import { assume, readRow } from './flag-list-data.ts';
import { guessed, isOn, stateIn } from './flag-list-words.ts';

/** What came of a switch, as far as one has to be asked again. */
export type Again =
  | { kind: 'changed-meanwhile'; row: FlagOverview; notice: string }
  | { kind: 'schedule-pending'; notice: string }
  | null;

export interface SwitchWish {
  row: FlagOverview;
  environment: Environment;
  to: boolean;
  reason?: string;
  schedule?: 'keep' | 'discard';
}

export interface Switching {
  switchTo(wish: SwitchWish): Promise<Again>;
  kill(row: FlagOverview, environment: Environment, reason?: string): Promise<void>;
  killEverywhere(row: FlagOverview, environments: readonly Environment[]): Promise<void>;
  restore(row: FlagOverview, environment: Environment, reason?: string): Promise<void>;
}

export function servingIn(row: FlagOverview, environment: string): Serving | undefined {
  return row.environments.find((one) => one.environment === environment);
}

/** What one can do to a flag’s state from a list: optimistic where no approval is needed, always with a way back. */
export function useSwitching(project: string): Switching {
  const submit = useSubmit();
  const may = useMay(project);
  return useMemo(() => switchingWith({ project, submit, may }), [project, submit, may]);
}

interface Means {
  project: string;
  submit: Submit;
  may: May;
}

function switchingWith(means: Means): Switching {
  return {
    switchTo: (wish) => switchTo(means, wish),
    kill: (row, environment, reason) => killIn(means, row, [environment], reason),
    killEverywhere: (row, environments) => killIn(means, row, environments),
    restore: (row, environment, reason) => restoreIn(means, row, environment, reason),
  };
}

async function switchTo({ project, submit }: Means, wish: SwitchWish): Promise<Again> {
  const { row, environment, to, reason = '', schedule } = wish;
  const before = servingIn(row, environment.key);
  if (!before) return null;
  if (!environment.isProtected) assume(project, row.key, environment.key, (now) => guessed(now, to));
  const what = `Switch ${row.key} ${to ? 'on' : 'off'} in ${environment.name}`;
  const outcome = await submit(
    switchFlag,
    {
      params: { project, flag: row.key, environment: environment.key },
      ifMatch: before.etag,
      body: { enabled: to, ...(reason ? { reason } : {}), ...(schedule ? { schedule } : {}) },
    },
    { what, own: ['schedule-pending'], isReasoned: environment.isProtected },
  );
  if (outcome.kind !== 'done') assume(project, row.key, environment.key, () => before);
  const now = await readRow(project, row.key);
  if (outcome.kind === 'conflict') return meanwhile(now, wish);
  if (outcome.kind === 'refused' && outcome.problem.code === 'schedule-pending')
    return { kind: 'schedule-pending', notice: outcome.problem.title };
  if (outcome.kind !== 'done') return null;
  const version = outcome.reply.versions[environment.key];
  offerUndo(`${row.key} is ${to ? 'on' : 'off'} in ${environment.name}.`, () =>
    takeBack({ project, submit }, wish, version),
  );
  return null;
}

function meanwhile(row: FlagOverview | undefined, { environment, to }: SwitchWish): Again {
  const now = row ? servingIn(row, environment.key) : undefined;
  if (!row || !now) return null;
  const isThere = isOn(now) === to && now.kind !== 'killed';
  return {
    kind: 'changed-meanwhile',
    row,
    notice: `Somebody changed it meanwhile: in ${environment.name} it is now ${stateIn(now).words}${isThere ? ', as you wanted' : ''}.`,
  };
}

/** The change itself is reverted, so that an override made by it goes as well. */
async function takeBack(
  { project, submit }: Pick<Means, 'project' | 'submit'>,
  { row, environment, to }: SwitchWish,
  version: number | undefined,
): Promise<void> {
  const query = { flag: row.key, environment: environment.key, limit: 20 };
  const changes = await client.call(listChanges, { params: { project }, query }).catch(() => ({ items: [] }));
  const own = changes.items.find((change) =>
    change.effects.some((effect) => effect.environment === environment.key && effect.version === version),
  );
  if (!own) return;
  const what = `Switch ${row.key} ${to ? 'off' : 'on'} again in ${environment.name}`;
  await submit(revertChange, { params: { project, change: own.id }, body: { reason: 'Undone.' } }, { what });
  await readRow(project, row.key);
}

async function killIn(
  { project, submit, may }: Means,
  row: FlagOverview,
  environments: readonly Environment[],
  reason = '',
): Promise<void> {
  const body = reason ? { reason } : {};
  const [first] = environments;
  if (!first) return;
  for (const { key } of environments)
    assume(project, row.key, key, (now) => ({ ...now, kind: 'killed', heldBy: null, killedHere: true }));
  const where = namesOf(environments);
  const what = `Kill ${row.key} in ${where}`;
  const one = { project, flag: row.key };
  const outcome =
    environments.length === 1
      ? await submit(killFlag, { params: { ...one, environment: first.key }, body }, { what })
      : await submit(
          killFlagEverywhere,
          { params: one, body: { environments: environments.map(({ key }) => key) } },
          { what },
        );
  for (const { key } of environments)
    if (outcome.kind !== 'done') assume(project, row.key, key, () => servingIn(row, key) ?? fail(key));
  await readRow(project, row.key);
  const killed = environments.filter(({ key }) => servingIn(row, key)?.kind !== 'killed');
  if (outcome.kind !== 'done' || !killed.every(({ key }) => may('flag:restore', { environment: key })))
    return;
  offerUndo(`${row.key} is killed in ${where}.`, async () => {
    for (const environment of killed) await restoreIn({ project, submit, may }, row, environment);
  });
}

function fail(environment: string): never {
  throw new Error(`There is no state in ${environment}.`);
}

async function restoreIn(
  { project, submit }: Means,
  row: FlagOverview,
  environment: Environment,
  reason = '',
): Promise<void> {
  await submit(
    restoreFlag,
    {
      params: { project, flag: row.key, environment: environment.key },
      body: reason ? { reason } : {},
    },
    { what: `Restore ${row.key} in ${environment.name}`, isReasoned: reason !== '' },
  );
  await readRow(project, row.key);
}

function namesOf(environments: readonly Environment[]): string {
  const names = environments.map(({ name }) => name);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
