import { type Flag, type FlagState, getFlag, getFlagState, listFlagStates } from '@slipway/api';
import type { Command } from 'commander';
import { configLines, originWords, summariseAudience } from '../../config/describe.ts';
import { inProject, withExamples } from '../../options.ts';
import type { Paint } from '../../output.ts';
import { everyPage } from '../../pages.ts';
import { openSession, type Session, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { pairs, table } from '../../text/table.ts';
import { paintedState } from './list.ts';

export function addFlagShowCommand(flag: Command, shell: Shell): void {
  const command = inProject(
    flag.command('show <flag>').description('show a flag and its states, or its config in one environment'),
  ).option('-e, --environment <environment>', 'its whole config there');
  withExamples(command, {
    'slipway flag show new-checkout': 'its variants, and its state in every environment',
    'slipway flag show new-checkout -e production': 'targets, rules and default in words',
    'slipway flag show new-checkout -e production --json > config.json':
      'to edit and give back with flag set --file',
  });
  command.action(async (key: string, options: SessionOptions & { environment?: string }) => {
    const session = await openSession(shell, options);
    const params = { project: await session.project(), flag: key };
    if (options.environment === undefined) await showEverywhere(session, params);
    else await showState(session, { ...params, environment: options.environment });
  });
}

async function showEverywhere(
  { client, output }: Session,
  params: { project: string; flag: string },
): Promise<void> {
  const [flag, states] = await Promise.all([
    client.call(getFlag, { params }),
    everyPage((query) => client.call(listFlagStates, { params, query })),
  ]);
  output.show(
    { flag, states: states.items },
    () => `${flagText(flag)}\n\n${statesTable(states.items, output.paint)}`,
  );
}

async function showState(
  { client, output }: Session,
  params: { project: string; flag: string; environment: string },
): Promise<void> {
  const state = await client.call(getFlagState, { params });
  output.show(state, () => stateText(state, output.paint));
}

export function flagText(flag: Flag): string {
  return pairs([
    ['key', flag.key],
    ['name', flag.name],
    ...(flag.description ? [['description', flag.description] satisfies [string, string]] : []),
    ['type', `${flag.type}, ${flag.kind}`],
    [
      'variants',
      Object.entries(flag.variants)
        .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
        .join(', '),
    ],
    ['tags', flag.tags.join(', ') || '–'],
    ['owner', flag.owner ?? '–'],
    ['client-visible', flag.clientVisible ? 'yes' : 'no'],
    ['observed', flag.observe ? 'yes' : 'no'],
    ...(flag.archivedAt === null ? [] : [['archived', flag.archivedAt] satisfies [string, string]]),
  ]);
}

function statesTable(states: readonly FlagState[], paint: Paint): string {
  if (states.length === 0)
    return 'The project has no environment yet. Create one: slipway environment create production';
  return table(
    ['ENVIRONMENT', 'STATE', 'SERVES WHEN ON', 'CONFIG', 'VERSION'],
    states.map((state) => [
      state.environment,
      paintedState(state, paint),
      summariseAudience(state.config),
      originWords(state),
      String(state.version),
    ]),
  );
}

function stateText(state: FlagState, paint: Paint): string {
  const head: [string, string][] = [
    ['flag', state.flag],
    ['environment', `${state.environment} (version ${state.version}, ${originWords(state)})`],
    ['state', `${paintedState(state, paint)}${killOrigin(state)}`],
  ];
  return pairs([...head, ...configLines(state.config)]);
}

function killOrigin({ killed, killedHere, inheritedFrom }: FlagState): string {
  return killed && !killedHere ? `, by ${inheritedFrom ?? 'its base'}` : '';
}
