import { AsyncLocalStorage } from 'node:async_hooks';
import { isDeepStrictEqual } from 'node:util';
import { type Problem, ProblemError } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';
import type { Judged } from './entries.ts';

/**
 * How the mutations of one call stand to protected environments. `propose`: nothing is written, whatever it is.
 * `approved`: `settle` throws unless these are the effects that were approved.
 */
export type Terms =
  | { kind: 'propose' }
  | { kind: 'approved'; settle: (tx: Queries, effects: readonly Judged[]) => Promise<void> };

// They go with the call and not through every service, so that no path can lose them: without terms a protected
// environment is closed.
const present = new AsyncLocalStorage<Terms>();

export function onTerms<T>(terms: Terms, run: () => Promise<T>): Promise<T> {
  return present.run(terms, run);
}

/** Asks nothing of who approves: whether the call may be made was asked of its author, when it was proposed. */
export function unlessApproved<A extends readonly unknown[]>(
  ask: (...asked: A) => void,
): (...asked: A) => void {
  return (...asked) => {
    if (present.getStore()?.kind !== 'approved') ask(...asked);
  };
}

/** Thrown before anything is written; says what would have changed. */
export class ApprovalRequired extends ProblemError {
  readonly effects: readonly Judged[];

  constructor(effects: readonly Judged[]) {
    const guarded = guardedOf(effects);
    super('approval-required', detailOf(guarded), errorsOf(guarded));
    this.name = 'ApprovalRequired';
    this.effects = effects;
  }
}

/** Answers the effects in protected environments if they may be written now; throws otherwise. */
export async function judge(
  tx: Queries,
  effects: readonly Judged[],
  changes: readonly { action: string }[],
): Promise<Judged[]> {
  const guarded = guardedOf(effects);
  const terms = present.getStore();
  if (terms?.kind === 'approved') await terms.settle(tx, effects);
  else if (guarded.length > 0 && !isKill(guarded, changes)) throw new ApprovalRequired(effects);
  else if (terms?.kind === 'propose')
    throw new ProblemError(
      'nothing-to-propose',
      'This changes nothing in a protected environment. Send it without "Slipway-Propose".',
    );
  return guarded;
}

/** Those in protected environments. */
function guardedOf(effects: readonly Judged[]): Judged[] {
  return effects.filter(({ environment }) => environment.isProtected);
}

/** How many have to approve these effects; 0 = nobody. */
export function approvalsFor(effects: readonly Judged[]): number {
  return Math.max(0, ...guardedOf(effects).map(({ environment }) => environment.approvals));
}

/** Asked for as a kill, and nothing else in effect. */
function isKill(guarded: readonly Judged[], changes: readonly { action: string }[]): boolean {
  return (
    changes.every(({ action }) => action === 'kill') &&
    guarded.every(({ entries }) => entries.every(onlyKills))
  );
}

function onlyKills(entry: Judged['entries'][number]): boolean {
  if (entry.kind !== 'flag' || entry.before === null || entry.after === null) return false;
  return entry.after.killed && isDeepStrictEqual({ ...entry.before, killed: true }, entry.after);
}

function detailOf(guarded: readonly Judged[]): string {
  const names = guarded.map(({ environment }) => `"${environment.key}"`).join(', ');
  const [what, count] = [guarded.length === 1 ? 'environment' : 'environments', approvalsFor(guarded)];
  const who = count === 1 ? 'somebody else approves it' : `${count} others approve it`;
  return `This would change protected ${what} ${names}, so it waits until ${who}. Send it again with the header "Slipway-Propose: true" to propose it.`;
}

const MOST_ERRORS = 50;

const nouns = { flag: 'Flag', segment: 'Segment', protection: 'The protection of' } as const;

function errorsOf(guarded: readonly Judged[]): NonNullable<Problem['errors']> {
  return guarded
    .flatMap(({ environment, entries }) =>
      entries.map(({ kind, key, before, after }) => ({
        path: environment.key,
        message: `${nouns[kind]} "${key}" would ${verbFor(before, after)}.`,
      })),
    )
    .slice(0, MOST_ERRORS);
}

function verbFor(before: unknown, after: unknown): string {
  if (before === null) return 'appear';
  return after === null ? 'disappear' : 'change';
}
