import {
  type Environment,
  type FlagConfig,
  type FlagState,
  getFlagState,
  killFlag,
  killFlagEverywhere,
  listChanges,
  listFlagStates,
  putFlagConfig,
  type Reply,
  restoreFlag,
  revertChange,
  switchFlag,
} from '@slipway/api';
import { client, forget, queryClient } from '../app/api.ts';
import type { Outcome, Submit } from '../app/submit.tsx';
import { offerUndo } from '../app/undo.tsx';
import { isOnForFew, onForEverybody } from './on-for-me.ts';
import { type FlagHere, keepState } from './use-flag-here.ts';

export interface SwitchWish {
  to: boolean;
  reason?: string;
  schedule?: 'keep' | 'discard';
}

/** What came of a switch, as far as one has to be asked again. */
export type Again = 'schedule-pending' | 'changed-meanwhile' | null;

/** Switches a flag where one looks, with a way back. */
export async function switchTo(submit: Submit, here: FlagHere, wish: SwitchWish): Promise<Again> {
  const ifMatch = await etagOf(here);
  const outcome =
    ifMatch === null ? ({ kind: 'conflict' } as const) : await sendSwitch(submit, here, ifMatch, wish);
  if (outcome.kind === 'conflict') {
    await readAgain(here);
    return 'changed-meanwhile';
  }
  if (outcome.kind === 'refused' && outcome.problem.code === 'schedule-pending') return 'schedule-pending';
  if (outcome.kind !== 'done') return null;
  keepState(here.project, outcome.reply);
  const { flag, environment } = here;
  offerUndo(`${flag.key} is ${wish.to ? 'on' : 'off'} in ${environment.name}.`, () =>
    takeBack(
      submit,
      here,
      outcome.reply,
      `Switch ${flag.key} ${wish.to ? 'off' : 'on'} again in ${environment.name}`,
    ),
  );
  return null;
}

function sendSwitch(
  submit: Submit,
  here: FlagHere,
  ifMatch: string,
  { to, reason = '', schedule }: SwitchWish,
): Promise<Outcome<FlagState>> {
  const { flag, environment, state } = here;
  const what = `Switch ${flag.key} ${to ? 'on' : 'off'} in ${environment.name}`;
  const options = { what, own: ['schedule-pending'], isReasoned: environment.isProtected };
  const input = { params: paramsOf(here), ifMatch };
  const said = reason === '' ? {} : { reason };
  const now = Date.now();
  if (to && isOnForFew(state.config, now))
    return submit(
      putFlagConfig,
      { ...input, body: { ...onForEverybody(state.config, now), ...said } },
      options,
    );
  return submit(
    switchFlag,
    { ...input, body: { enabled: to, ...said, ...(schedule ? { schedule } : {}) } },
    options,
  );
}

export interface ConfigWrite {
  what: string;
  config: FlagConfig;
  reason: string;
  /** The reason was asked for, or is known: where an approval is needed, propose at once. */
  isReasoned?: boolean;
}

/** Writes a config where one looks; the outcome is the caller’s to tell. */
export async function writeConfig(
  submit: Submit,
  here: FlagHere,
  { what, config, reason, isReasoned = false }: ConfigWrite,
): Promise<Outcome<FlagState>> {
  const outcome = await submit(
    putFlagConfig,
    { params: paramsOf(here), ifMatch: here.etag, body: { ...config, ...(reason ? { reason } : {}) } },
    { what, isReasoned },
  );
  if (outcome.kind === 'done') keepState(here.project, outcome.reply);
  if (outcome.kind === 'conflict') await readAgain(here);
  return outcome;
}

/** Kills a flag in one or several environments at once. */
export async function kill(
  submit: Submit,
  { project, flag }: Pick<FlagHere, 'project' | 'flag'>,
  environments: readonly Environment[],
): Promise<void> {
  const [first] = environments;
  if (!first) return;
  const what = `Kill ${flag.key} in ${environments.map(({ name }) => name).join(', ')}`;
  const params = { project, flag: flag.key };
  if (environments.length === 1) {
    const one = await submit(killFlag, { params: { ...params, environment: first.key }, body: {} }, { what });
    if (one.kind === 'done') keepState(project, one.reply);
    return;
  }
  const keys = environments.map(({ key }) => key);
  const outcome = await submit(killFlagEverywhere, { params, body: { environments: keys } }, { what });
  if (outcome.kind === 'done') await forget([getFlagState.id, 'listFlagStates'], { flag: flag.key });
}

/** Lifts a kill where it was made. */
export async function restore(
  submit: Submit,
  { project, flag }: Pick<FlagHere, 'project' | 'flag'>,
  environment: Environment,
  reason: string,
): Promise<Outcome<FlagState>> {
  const outcome = await submit(
    restoreFlag,
    {
      params: { project, flag: flag.key, environment: environment.key },
      body: reason === '' ? {} : { reason },
    },
    { what: `Restore ${flag.key} in ${environment.name}`, isReasoned: true },
  );
  if (outcome.kind === 'done') keepState(project, outcome.reply);
  return outcome;
}

/** The change itself is reverted, so that an override made by it goes as well. */
async function takeBack(
  submit: Submit,
  here: FlagHere,
  { versions }: Reply<FlagState>,
  what: string,
): Promise<void> {
  const { project, flag, environment } = here;
  const query = { flag: flag.key, environment: environment.key, limit: 20 };
  const changes = await client.call(listChanges, { params: { project }, query }).catch(() => ({ items: [] }));
  const version = versions[environment.key];
  const own = changes.items.find(({ effects }) =>
    effects.some((effect) => effect.environment === environment.key && effect.version === version),
  );
  if (!own) return;
  await submit(revertChange, { params: { project, change: own.id }, body: { reason: 'Undone.' } }, { what });
}

function paramsOf({ project, flag, environment }: FlagHere) {
  return { project, flag: flag.key, environment: environment.key };
}

/** Lists of states carry no ETag: it is asked for, and counts only where the state is still the one on screen. */
async function etagOf(here: FlagHere): Promise<string | null> {
  if (here.etag !== '') return here.etag;
  const { body, etag } = await client.request(getFlagState, { params: paramsOf(here) });
  return body.version === here.state.version && body.killed === here.state.killed ? etag : null;
}

async function readAgain(here: FlagHere): Promise<void> {
  await queryClient.refetchQueries({ queryKey: [getFlagState.id, paramsOf(here)] });
  await forget([listFlagStates.id], { project: here.project, flag: here.flag.key });
}
