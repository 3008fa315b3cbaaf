import type {
  Environment,
  EnvironmentRun,
  Revision,
  RunDraft,
  RunService,
  RunState,
  RunStep,
} from '@slipway/api';
import type { StateLook } from '../ui/state-mark.tsx';

/** An environment that Slipway runs. */
export type Hosted = Environment & { run: EnvironmentRun };

export function isHosted(environment: Environment): environment is Hosted {
  return environment.run !== null;
}

interface Said {
  look: StateLook;
  words: string;
}

const states: Record<RunState, Said> = {
  queued: { look: 'waiting', words: 'queued' },
  preparing: { look: 'building', words: 'preparing' },
  building: { look: 'building', words: 'building' },
  migrating: { look: 'building', words: 'preparing data' },
  starting: { look: 'building', words: 'starting' },
  ready: { look: 'on', words: 'ready' },
  sleeping: { look: 'sleeping', words: 'sleeping' },
  failed: { look: 'failed', words: 'failed' },
  destroying: { look: 'leaving', words: 'being destroyed' },
  destroyed: { look: 'leaving', words: 'destroyed' },
};

const stepNames: Record<RunStep['name'], { doing: string; title: string }> = {
  prepare: { doing: 'fetching', title: 'Fetch code' },
  build: { doing: 'building', title: 'Build' },
  data: { doing: 'preparing data', title: 'Prepare data' },
  migrate: { doing: 'migrating', title: 'Migrate' },
  start: { doing: 'starting', title: 'Start' },
};

type Stated = Pick<EnvironmentRun, 'state' | 'step' | 'queue' | 'sleep' | 'failure' | 'isReachable'>;

/** "building web", "queued, 2nd", "sleeping, paused": what a state is called wherever it appears. */
export function runWords({ state, step, queue, sleep, failure, isReachable }: Stated): Said {
  if (!isReachable) return { look: 'warning', words: 'its node does not answer' };
  const { look, words } = states[state];
  if (state === 'queued' && queue) return { look, words: `queued, ${ordinal(queue.position)}` };
  if (state === 'sleeping' && sleep) return { look, words: `sleeping, ${sleep}` };
  if (state === 'failed' && failure) return { look, words: `failed: ${failure.step}` };
  if (look === 'building' && step?.state === 'running') return { look, words: doingWords(step) };
  return { look, words };
}

function doingWords({ name, service }: RunStep): string {
  return service === null ? stepNames[name].doing : `${stepNames[name].doing} ${service}`;
}

/** "Build web". */
export function stepTitle({ name, service }: Pick<RunStep, 'name' | 'service'>): string {
  return service === null ? stepNames[name].title : `${stepNames[name].title} ${service}`;
}

export function isMoving({ state }: Pick<EnvironmentRun, 'state'>): boolean {
  return ['queued', 'preparing', 'building', 'migrating', 'starting', 'destroying'].includes(state);
}

export function isGone({ state }: Pick<EnvironmentRun, 'state'>): boolean {
  return state === 'destroying' || state === 'destroyed';
}

function ordinal(position: number): string {
  const rest = position % 100;
  const ending = rest >= 11 && rest <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][position % 10] ?? 'th');
  return `${position}${ending}`;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "0.4 s", "12 s", "3 min 05 s": how long something took, or takes so far. */
export function durationText(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < 10 * SECOND) return `${(whole / SECOND).toFixed(1)} s`;
  if (whole < MINUTE) return `${Math.round(whole / SECOND)} s`;
  if (whole < HOUR) {
    const seconds = Math.floor((whole % MINUTE) / SECOND);
    return `${Math.floor(whole / MINUTE)} min ${String(seconds).padStart(2, '0')} s`;
  }
  return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
}

/** "2 d left", "40 min left", "kept", "stays". */
export function expiryWords(
  { expiresAt, isKept }: Pick<EnvironmentRun, 'expiresAt' | 'isKept'>,
  now: number,
): string {
  if (isKept) return 'kept';
  if (expiresAt === null) return 'stays';
  const ms = new Date(expiresAt).getTime() - now;
  if (ms <= 0) return 'expires now';
  if (ms < HOUR) return `${Math.ceil(ms / MINUTE)} min left`;
  if (ms < DAY) return `${Math.round(ms / HOUR)} h left`;
  return `${Math.round(ms / DAY)} d left`;
}

/** "3 d old". */
export function ageText(createdAt: Date | string, now: number): string {
  const ms = Math.max(0, now - new Date(createdAt).getTime());
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min old`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h old`;
  return `${Math.floor(ms / DAY)} d old`;
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

const because: Record<Revision['because'], string> = {
  asked: 'asked for',
  'same-branch': 'same branch',
  base: 'as the base',
  default: 'default branch',
};

/** Why a service runs this commit. */
export function becauseWords(revision: Pick<Revision, 'because'>): string {
  return because[revision.because];
}

export interface ServiceCode {
  service: string;
  /** A branch, or a short commit. */
  code: string;
  isAsked: boolean;
}

/** What each service runs, or is to run while nothing has been found yet. */
export function codeOf({ revisions, asked }: Pick<EnvironmentRun, 'revisions' | 'asked'>): ServiceCode[] {
  if (revisions === null) return askedCode(asked);
  return revisions.services.map(({ service, branch, commit, because: why }) => ({
    service,
    code: branch ?? shortCommit(commit),
    isAsked: why === 'asked' || why === 'same-branch',
  }));
}

function askedCode({ services }: Pick<RunDraft, 'services'>): ServiceCode[] {
  return Object.entries(services).map(([service, wanted]) => ({
    service,
    code: 'branch' in wanted ? wanted.branch : shortCommit(wanted.commit),
    isAsked: true,
  }));
}

export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 && at > 1 ? 1 : 0 })} ${units[at]}`;
}

const serviceStates: Record<RunService['state'], Said> = {
  running: { look: 'on', words: 'running' },
  starting: { look: 'building', words: 'starting' },
  paused: { look: 'sleeping', words: 'paused' },
  stopped: { look: 'off', words: 'stopped' },
  exited: { look: 'failed', words: 'exited' },
};

export function serviceWords({ state }: Pick<RunService, 'state'>): Said {
  return serviceStates[state];
}

/** Why people look at it now: "2 looking", "nobody looking". */
export function viewersWords(viewers: number): string {
  return viewers === 0 ? 'nobody looking' : `${viewers} looking`;
}
