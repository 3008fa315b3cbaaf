import type { Environment, EnvironmentRun, Revision, RunDetail, RunStep, Wanted } from '@slipway/api';
import { lengthOf, stepName } from '../environment/progress.ts';
import { pairs, table } from './table.ts';
import { durationText, spanText, utcText } from './time.ts';

/** Those that Slipway runs; null when it runs none. */
export function hostedTable(environments: readonly Environment[], now: number): string | null {
  const rows = environments.flatMap(({ key, createdAt, run }) =>
    run === null
      ? []
      : [
          [
            key,
            stateText(run),
            sourcesText(run),
            spanText(now - Date.parse(createdAt)),
            expiryText(run, now),
            run.url,
          ],
        ],
  );
  if (rows.length === 0) return null;
  return table(['RUNS HERE', 'STATE', 'FROM', 'AGE', 'EXPIRES', 'URL'], rows);
}

/** `ready`, `sleeping (paused)`, `queued (2nd …)`, or what has failed. */
export function stateText({ state, sleep, queue, failure, isReachable }: EnvironmentRun): string {
  if (!isReachable) return 'unreachable';
  if (state === 'sleeping' && sleep !== null) return `sleeping (${sleep})`;
  if (state === 'queued' && queue !== null) return `queued (number ${queue.position})`;
  return state === 'failed' && failure !== null ? `failed (${failure.step})` : state;
}

/** `web@feature/a + api@3f2c1ab`: what it was made from; the rest comes from the base. */
export function sourcesText({ asked }: EnvironmentRun): string {
  const named = Object.entries(asked.services).map(([service, wanted]) => `${service}@${refText(wanted)}`);
  const same = asked.sameBranch === undefined ? [] : [`*@${asked.sameBranch}`];
  return [...named, ...same].join(' + ') || '–';
}

function refText(wanted: Wanted): string {
  return 'branch' in wanted ? wanted.branch : wanted.commit.slice(0, 7);
}

export function expiryText({ expiresAt, isKept }: EnvironmentRun, now: number): string {
  if (isKept) return 'kept';
  return expiresAt === null ? 'never' : `in ${spanText(Date.parse(expiresAt) - now)}`;
}

/** One environment, below what is said of its flags. */
export function runText(
  { run, steps, services, database, snapshots, limits }: RunDetail,
  now: number,
): string {
  const facts = pairs([
    ['state', `${stateText(run)} since ${utcText(run.since)} UTC`],
    ['url', run.url],
    ['from', sourcesText(run)],
    ['blueprint', `${run.blueprint}, run by ${run.runtime}`],
    ['database', database === null ? '–' : databaseText(database)],
    ['expires', expiryText(run, now)],
    ['viewers', `${run.viewers}`],
    ['ready in', run.readyMs === null ? '–' : durationText(run.readyMs)],
    ...(run.failure ? ([['failure', `${run.failure.message} ${run.failure.remedy}`]] as const) : []),
    ...snapshots.map(({ name, createdAt }) => ['snapshot', `${name}, ${utcText(createdAt)} UTC`] as const),
    ...limits.map((limit) => ['not isolated', limit] as const),
  ]);
  return [facts, revisionTable(run), serviceTable(services), stepTable(steps, now)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function databaseText({ sizeBytes, seed }: NonNullable<RunDetail['database']>): string {
  return `${sizeText(sizeBytes)}${seed === null ? '' : `, seed ${seed}`}`;
}

function sizeText(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function revisionTable({ revisions }: EnvironmentRun): string {
  return revisions === null || revisions.services.length === 0 ? '' : revisionsText(revisions.services);
}

/** Which code each service has, and why that one. */
export function revisionsText(revisions: readonly Revision[]): string {
  return table(
    ['SERVICE', 'FROM', 'COMMIT', 'BECAUSE', 'SUBJECT'],
    revisions.map(({ service, branch, commit, because, subject }) => [
      service,
      branch ?? '–',
      commit.slice(0, 10),
      becauseWords[because],
      subject,
    ]),
  );
}

const becauseWords = {
  asked: 'asked for',
  'same-branch': 'has the branch',
  base: 'as its base',
  default: 'default branch',
} as const satisfies Record<Revision['because'], string>;

function serviceTable(services: RunDetail['services']): string {
  if (services.length === 0) return '';
  return table(
    ['RUNNING', 'STATE', 'MEMORY', 'RESTARTS', 'URL'],
    services.map(({ name, state, memoryBytes, restarts, url }) => [
      name,
      state,
      memoryBytes === null ? '–' : sizeText(memoryBytes),
      String(restarts),
      url ?? '–',
    ]),
  );
}

function stepTable(steps: readonly RunStep[], now: number): string {
  if (steps.length === 0) return '';
  return table(
    ['STEP', 'STATE', 'TOOK', 'DETAIL'],
    steps.map((step) => [stepName(step), step.state, durationText(lengthOf(step, now)), step.detail ?? '']),
  );
}
