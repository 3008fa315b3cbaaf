import { type Client, type Flag, type FlagState, listFlags, listStatesIn } from '@slipway/api';
import type { Command } from 'commander';
import { stateWord, summariseAudience } from '../../config/describe.ts';
import { UsageError } from '../../failure.ts';
import { inProject, withExamples } from '../../options.ts';
import type { Paint } from '../../output.ts';
import { everyPage } from '../../pages.ts';
import { openSession, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { table } from '../../text/table.ts';

interface ListOptions extends SessionOptions {
  query?: string;
  tag?: string;
  archived?: boolean;
  environment?: string;
}

export function addFlagListCommand(flag: Command, shell: Shell): void {
  const command = inProject(
    flag.command('list').description('list flags, with their states in one environment'),
  )
    .option('-q, --query <text>', 'part of key, name or description')
    .option('--tag <tag>', 'only flags with this tag')
    .option('--archived', 'archived flags instead of the others')
    .option('-e, --environment <environment>', 'also show their states there');
  withExamples(command, {
    'slipway flag list': 'every flag that is not archived',
    'slipway flag list -e production': 'what is on, off and killed there, and what is served',
    'slipway flag list -q checkout --json': 'for scripts',
  });
  command.action((options: ListOptions) => list(shell, options));
}

async function list(shell: Shell, options: ListOptions): Promise<void> {
  if (options.archived && options.environment !== undefined)
    throw new UsageError('An archived flag has no state anywhere.', 'Leave out --archived or --environment.');
  const { client, output, project: findProject } = await openSession(shell, options);
  const params = { project: await findProject() };
  const filter = {
    ...(options.query ? { q: options.query } : {}),
    ...(options.tag ? { tag: options.tag } : {}),
    archived: options.archived ? ('true' as const) : ('false' as const),
  };
  const page = await everyPage((query) => client.call(listFlags, { params, query: { ...filter, ...query } }));
  if (options.environment === undefined) return output.show(page, () => definitionTable(page.items));
  const states = await readStates(client, { ...params, environment: options.environment });
  const items = page.items.flatMap((flag) => {
    const state = states.get(flag.key);
    return state ? [{ ...flag, state }] : [];
  });
  output.show({ ...page, items }, () => stateTable(items, output.paint));
}

async function readStates(
  client: Client,
  params: { project: string; environment: string },
): Promise<Map<string, FlagState>> {
  const { items } = await everyPage((query) => client.call(listStatesIn, { params, query }));
  return new Map(items.map(({ etag: _, ...state }) => [state.flag, state]));
}

const nothing = 'There are no such flags. Create one: slipway flag create new-checkout';

function definitionTable(flags: readonly Flag[]): string {
  if (flags.length === 0) return nothing;
  return table(
    ['KEY', 'TYPE', 'KIND', 'VARIANTS', 'TAGS', 'NAME'],
    flags.map(({ key, type, kind, variants, tags, name }) => [
      key,
      type,
      kind,
      Object.keys(variants).join(', '),
      tags.join(', ') || '–',
      name,
    ]),
  );
}

function stateTable(flags: readonly (Flag & { state: FlagState })[], paint: Paint): string {
  if (flags.length === 0) return nothing;
  return table(
    ['KEY', 'STATE', 'SERVES WHEN ON', 'VERSION', 'NAME'],
    flags.map(({ key, name, state }) => [
      key,
      paintedState(state, paint),
      summariseAudience(state.config),
      String(state.version),
      name,
    ]),
  );
}

export function paintedState(state: FlagState, paint: Paint): string {
  const word = stateWord(state);
  if (word === 'killed') return paint.bad(word);
  return word === 'on' ? paint.good(word) : paint.dim(word);
}
