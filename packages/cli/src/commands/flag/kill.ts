import { type FlagState, killFlag, killFlagEverywhere, restoreFlag } from '@slipway/api';
import type { Command } from 'commander';
import { UsageError } from '../../failure.ts';
import {
  collectList,
  inEnvironment,
  inProject,
  proposable,
  withExamples,
  withReason,
} from '../../options.ts';
import { openSession, reasonIn, type Session, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { stateSentence } from './switch.ts';

interface KillOptions extends SessionOptions {
  environment?: string[];
  everywhere?: boolean;
  reason?: string;
}

export function addFlagKillCommands(flag: Command, shell: Shell): void {
  addKill(flag, shell);
  addRestore(flag, shell);
}

function addKill(flag: Command, shell: Shell): void {
  const command = inProject(
    flag.command('kill <flag>').description('kill a flag at once; only restore lifts it'),
  )
    .option('-e, --environment <environments>', 'where; several separated by commas', collectList)
    .option('--everywhere', 'in every permanent environment');
  withReason(command);
  withExamples(command, {
    'slipway flag kill new-checkout -e production --reason "errors in payment"':
      'everyone gets the safe or off variant within a second',
    'slipway flag kill new-checkout --everywhere': 'in every permanent environment with one call',
  });
  command.action(async (key: string, options: KillOptions) => {
    const { environment = [], everywhere } = options;
    if ((environment.length === 0) === (everywhere !== true))
      throw new UsageError(
        'Say where to kill it.',
        'Give -e ENVIRONMENT, or --everywhere for every permanent environment.',
      );
    const session = await openSession(shell, options);
    const params = { project: await session.project(), flag: key };
    const [only, second] = environment;
    if (only !== undefined && second === undefined)
      await killOne(session, { ...params, environment: only }, options);
    else await killMany(session, params, environment, options);
  });
}

async function killOne(
  { client, output }: Session,
  params: { project: string; flag: string; environment: string },
  options: KillOptions,
): Promise<void> {
  const state = await client.call(killFlag, { params, body: reasonIn(options) });
  output.show(state, () => killSentence(state));
}

async function killMany(
  { client, output }: Session,
  params: { project: string; flag: string },
  environments: string[],
  options: KillOptions,
): Promise<void> {
  const body = { ...(environments.length > 0 ? { environments } : {}), ...reasonIn(options) };
  const reply = await client.call(killFlagEverywhere, { params, body });
  output.show(
    reply,
    () => reply.states.map(killSentence).join('\n') || 'There is no permanent environment; name one with -e.',
  );
}

function killSentence(state: FlagState): string {
  return `${stateSentence(state)} Lift it: slipway flag restore ${state.flag} -e ${state.environment}`;
}

function addRestore(flag: Command, shell: Shell): void {
  const command = inEnvironment(flag.command('restore <flag>').description('lift a kill'));
  withReason(proposable(command));
  withExamples(command, {
    'slipway flag restore new-checkout -e production --reason "fixed in 1.42.1"':
      'the config counts again, as it is now',
  });
  command.action(async (key: string, options: SessionOptions & { environment: string; reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), flag: key, environment: options.environment };
    const state = await client.call(restoreFlag, { params, body: reasonIn(options) });
    output.show(state, () => stateSentence(state));
  });
}
