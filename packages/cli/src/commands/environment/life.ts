import {
  cloneEnvironment,
  destroyEnvironment,
  extendEnvironment,
  redeploy,
  sleepEnvironment,
  wakeEnvironment,
} from '@slipway/api';
import type { Command } from 'commander';
import { collectTogether, collectWanted, type WantedServices } from '../../environment/wanted.ts';
import { UsageError } from '../../failure.ts';
import { inProject, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { expiryText } from '../../text/run-text.ts';
import { parseInstant, parseSpan } from '../../text/time.ts';
import { type ActionOptions, act, withWait } from './action.ts';

export function addLifeCommands(environment: Command, shell: Shell): void {
  addRedeploy(environment, shell);
  addSleep(environment, shell);
  addWake(environment, shell);
  addExtend(environment, shell);
  addKeep(environment, shell);
  addLetGo(environment, shell);
  addClone(environment, shell);
  addDestroy(environment, shell);
}

interface RedeployOptions extends ActionOptions {
  service?: WantedServices;
  from?: WantedServices;
  sameBranch?: string | false;
  reason?: string;
}

function addRedeploy(environment: Command, shell: Shell): void {
  const command = inProject(
    environment.command('redeploy <environment>').description('run the newest commits, or other branches'),
  )
    .option('--from <sources>', 'from now on this code, such as "web@feature/b + api@main"', collectTogether)
    .option('--service <service=branch>', 'the same, one service each time', collectWanted)
    .option('--same-branch <branch>', 'services not named take this branch where they have it')
    .option('--no-same-branch', 'no longer');
  withWait(withReason(command));
  withExamples(command, {
    'slipway environment redeploy pr-1': 'the newest commits of its branches',
    'slipway environment redeploy pr-1 --service web=feature/b':
      'another branch of web; the rest as in the base',
  });
  command.action((key: string, options: RedeployOptions) => {
    const { service, from, sameBranch } = options;
    const body = {
      ...(service || from ? { services: { ...from, ...service } } : {}),
      ...(typeof sameBranch === 'string' ? { sameBranch } : {}),
      ...(sameBranch === false ? { sameBranch: null } : {}),
      ...reasonIn(options),
    };
    return act(shell, key, options, {
      ask: (client, params) => client.call(redeploy, { params, body }),
      noted: `${key} is deployed again.`,
    });
  });
}

interface SleepOptions extends ActionOptions {
  pause?: boolean;
}

function addSleep(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('sleep <environment>')
      .description('put an environment to sleep; whoever opens it wakes it'),
  ).option('--pause', 'keep it in memory, so that it wakes at once; default stopped');
  withWait(command);
  withExamples(command, {
    'slipway environment sleep pr-1': 'frees its memory; data, flags and link stay',
    'slipway environment sleep pr-1 --pause': 'takes no processor time',
  });
  command.action((key: string, options: SleepOptions) => {
    const body = { how: options.pause ? ('paused' as const) : ('stopped' as const) };
    return act(shell, key, options, {
      ask: (client, params) => client.call(sleepEnvironment, { params, body }),
      hasCome: ({ run }) => run.sleep === body.how,
      noted: `${key} goes to sleep.`,
    });
  });
}

function addWake(environment: Command, shell: Shell): void {
  const command = inProject(
    environment.command('wake <environment>').description('wake an environment, or try a failed one again'),
  );
  withWait(command);
  withExamples(command, { 'slipway environment wake pr-1': 'with the code and data that it had' });
  command.action((key: string, options: ActionOptions) =>
    act(shell, key, options, {
      ask: (client, params) => client.call(wakeEnvironment, { params }),
      hasCome: ({ run }) => run.state === 'ready',
      noted: `${key} wakes.`,
    }),
  );
}

interface ExtendOptions extends SessionOptions {
  by?: string;
  until?: string;
  forever?: boolean;
}

function addExtend(environment: Command, shell: Shell): void {
  const command = inProject(
    environment.command('extend <environment>').description('let an environment live longer'),
  )
    .option('--by <span>', 'from now, such as 12h or 7d')
    .option('--until <instant>', 'such as 2026-12-24T18:00:00+01:00')
    .option('--forever', 'it never expires');
  withExamples(command, {
    'slipway environment extend pr-1 --by 7d': 'it is destroyed in seven days, not before',
    'slipway environment extend pr-1 --forever': 'until somebody destroys it',
  });
  command.action((key: string, options: ExtendOptions) =>
    changeLife(shell, key, options, { expiresAt: expiryOf(options, shell.now()) }),
  );
}

function expiryOf({ by, until, forever }: ExtendOptions, now: number): string | null {
  const given = [by, until, forever].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UsageError('Until when?', 'Give one of --by, --until and --forever.');
  if (forever) return null;
  return new Date(by === undefined ? parseInstant(until ?? '') : now + parseSpan(by)).toISOString();
}

function addKeep(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('keep <environment>')
      .description('keep an environment: it neither expires nor can be destroyed'),
  );
  withExamples(command, { 'slipway environment keep demo': 'until it is let go' });
  command.action((key: string, options: SessionOptions) => changeLife(shell, key, options, { isKept: true }));
}

function addLetGo(environment: Command, shell: Shell): void {
  const command = inProject(
    environment.command('let-go <environment>').description('let a kept environment expire again'),
  );
  withExamples(command, { 'slipway environment let-go demo': 'it can be destroyed again' });
  command.action((key: string, options: SessionOptions) =>
    changeLife(shell, key, options, { isKept: false }),
  );
}

async function changeLife(
  shell: Shell,
  key: string,
  options: SessionOptions,
  body: { expiresAt?: string | null; isKept?: boolean },
): Promise<void> {
  const { client, output, project } = await openSession(shell, options);
  const params = { project: await project(), environment: key };
  const run = await client.call(extendEnvironment, { params, body });
  output.show(run, () => `${key} expires: ${expiryText(run, shell.now())}.`);
}

interface CloneOptions extends ActionOptions {
  name?: string;
  reason?: string;
}

function addClone(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('clone <environment> <key>')
      .description('create a second environment with the same code, data and overrides'),
  ).option('--name <text>', 'for people; default the key');
  withWait(withReason(command));
  withExamples(command, {
    'slipway environment clone pr-1 pr-1-broken': 'to look at what happened there while pr-1 goes on',
  });
  command.action((from: string, key: string, options: CloneOptions) => {
    const body = { key, ...(options.name ? { name: options.name } : {}), ...reasonIn(options) };
    return act(shell, from, options, {
      ask: (client, params) => client.call(cloneEnvironment, { params, body }),
      becomes: key,
      noted: `${key} comes up as a copy of ${from}.`,
    });
  });
}

interface DestroyOptions extends ActionOptions {
  reason?: string;
}

function addDestroy(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('destroy <environment>')
      .description('destroy an environment with its database, overrides, tokens and links'),
  );
  withWait(withReason(command));
  withExamples(command, { 'slipway environment destroy pr-1 --reason "merged"': 'nothing of it is left' });
  command.action((key: string, options: DestroyOptions) =>
    act(shell, key, options, {
      ask: (client, params) => client.call(destroyEnvironment, { params, body: reasonIn(options) }),
      hasCome: () => false,
      noted: `${key} is being destroyed.`,
    }),
  );
}
