import {
  ApiError,
  createEnvironment,
  type Environment,
  environmentKinds,
  getEnvironment,
  planEnvironment,
  type RunDraft,
} from '@slipway/api';
import type { Command } from 'commander';
import { followRun, isToWait, type WaitOptions } from '../../environment/follow-run.ts';
import { collectTogether, collectWanted, type WantedServices } from '../../environment/wanted.ts';
import { UsageError } from '../../failure.ts';
import { inProject, oneOf, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type Session, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { baseWords } from '../../text/environment-text.ts';
import { planText } from '../../text/plan-text.ts';
import { withWait } from './action.ts';

interface CreateOptions extends SessionOptions, WaitOptions {
  name?: string;
  kind?: (typeof environmentKinds)[number];
  base?: string | false;
  blueprint?: string;
  service?: WantedServices;
  from?: WantedServices;
  sameBranch?: string;
  seed?: string;
  plan?: boolean;
  reason?: string;
}

export function addCreate(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('create <key>')
      .description('create an environment; with a blueprint Slipway runs the application in it'),
  )
    .option('--name <text>', 'for people; default the key')
    .option(
      '--kind <kind>',
      `${environmentKinds.join(', ')}; default permanent, with a blueprint on-demand`,
      oneOf(environmentKinds),
    )
    .option(
      '--base <environment>',
      'follow this environment’s flags live and store only differences; with a blueprint default staging, if there is one',
    )
    .option('--no-base', 'with a blueprint: its own state of every flag')
    .option('--blueprint <blueprint>', 'how to run the application')
    .option(
      '--from <sources>',
      'code by service, such as "web@feature/a + api@feature/a"; the rest as in the base',
      collectTogether,
    )
    .option(
      '--service <service=branch>',
      'the same, one service each time; SERVICE@COMMIT for a commit',
      collectWanted,
    )
    .option('--same-branch <branch>', 'services not named take this branch where they have it')
    .option('--seed <profile>', 'data to start with; default the blueprint’s first')
    .option('--plan', 'show what it would run, and create nothing');
  withWait(withReason(command));
  withExamples(command, {
    'slipway environment create production': 'a permanent one; every flag starts off',
    'slipway environment create pr-42 --kind on-demand --base staging': 'an overlay of staging',
    'slipway environment create pr-42 --blueprint academy --base staging --from "web@feature/a + api@feature/a"':
      'runs these branches beside what staging runs, with a database of its own; shows steps and times',
    'slipway environment create pr-42 --blueprint academy --same-branch feature/a --plan':
      'which commits that would be',
  });
  command.action((key: string, options: CreateOptions) => create(shell, key, options));
}

async function create(shell: Shell, key: string, options: CreateOptions): Promise<void> {
  const run = runOf(options);
  const session = await openSession(shell, options);
  const project = await session.project();
  const base = run || typeof options.base === 'string' ? await baseOf(session, project, options) : null;
  if (options.plan) return showPlan(session, project, run, base);
  const { name } = options;
  const kind = options.kind ?? (run ? 'on-demand' : undefined);
  const body = {
    key,
    ...(name ? { name } : {}),
    ...(kind ? { kind } : {}),
    ...(base ? { base } : {}),
    ...(run ? { run } : {}),
    ...reasonIn(options),
  };
  const created = await session.client.call(createEnvironment, { params: { project }, body });
  await tellCreated(shell, session, project, created, options);
}

async function tellCreated(
  shell: Shell,
  { client, output }: Session,
  project: string,
  created: Environment,
  options: CreateOptions,
): Promise<void> {
  const words = `Created ${created.kind} environment ${created.key}${baseWords(created)}.`;
  const { run } = created;
  if (run === null || !isToWait(shell, options, output.isJson))
    return output.show(created, () => (run === null ? words : `${words} It comes up at ${run.url}`));
  if (!output.isJson) output.note(words);
  const params = { project, environment: created.key };
  const detail = await followRun({ client, params, output, shell, asked: run });
  const now = detail?.run ?? run;
  const seconds = now.readyMs === null ? '' : ` after ${(now.readyMs / 1000).toFixed(1)} s`;
  output.show({ ...created, run: now }, () => `${created.key} is ${now.state}${seconds}: ${now.url}`);
}

async function showPlan(
  { client, output }: Session,
  project: string,
  run: RunDraft | undefined,
  base: string | null,
): Promise<void> {
  if (run === undefined)
    throw new UsageError('Without a blueprint there is nothing to plan.', 'Add --blueprint BLUEPRINT.');
  const body = { ...run, base };
  const plan = await client.call(planEnvironment, { params: { project }, body });
  output.show(plan, () => planText(plan));
}

const USUAL_BASE = 'staging';

/** Where Slipway runs the application, a base is what most want. */
async function baseOf(
  { client }: Session,
  project: string,
  { base }: { base?: string | boolean },
): Promise<string | null> {
  if (base === false) return null;
  if (typeof base === 'string') return base;
  try {
    return (await client.call(getEnvironment, { params: { project, environment: USUAL_BASE } })).key;
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'environment-not-found') return null;
    throw error;
  }
}

/** Undefined: flags only, as something else runs the services. */
function runOf({ blueprint, service, from, sameBranch, seed }: CreateOptions): RunDraft | undefined {
  if (blueprint !== undefined)
    return {
      blueprint,
      services: { ...from, ...service },
      ...(sameBranch === undefined ? {} : { sameBranch }),
      seed: seed ?? null,
    };
  if (service || from || sameBranch !== undefined || seed !== undefined)
    throw new UsageError(
      'Branches and data are of an environment that Slipway runs.',
      'Add --blueprint BLUEPRINT.',
    );
  return undefined;
}
