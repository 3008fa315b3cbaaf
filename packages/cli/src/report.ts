import { ApiError, type Problem, type ProblemCode } from '@slipway/api';
import { Failure, UsageError } from './failure.ts';
import { createPaint, isColoured } from './output.ts';
import type { Shell } from './shell.ts';
import { printable } from './text/printable.ts';

/** What to do after a refusal, in terms of this command; the problem's own detail comes first. */
const remedies: Readonly<Partial<Record<ProblemCode, string>>> = {
  unauthenticated: 'The token is unknown, revoked or expired. Log in again: slipway login URL',
  forbidden: 'See who you are: slipway whoami',
  'precondition-failed':
    'Somebody changed it between our reading and writing. Nothing was written. Run the command again to build on the present state.',
  'schedule-pending': 'Add --keep-schedule or --discard-schedule.',
  'flag-not-found': 'List flags: slipway flag list',
  'environment-not-found': 'List environments: slipway environment list',
  'segment-not-found': 'List segments: slipway segment list',
  'service-not-found': 'List services: slipway service list',
  'blueprint-not-found': 'List blueprints: slipway blueprint list',
  'variable-not-found': 'See where each one is set: slipway variable list',
  'project-not-found': 'List projects: slipway project list',
  'change-not-found': 'List changes: slipway changes',
  'token-not-found': 'List tokens: slipway token list',
  'database-unavailable': 'Nothing was written. Try again when the database is back.',
  'approval-required': 'Nothing was written. Propose it: the same command with --propose.',
  'nothing-to-propose': 'Nothing was written. The same command without --propose makes the change.',
  'proposal-not-found': 'List proposals: slipway proposal list',
  'proposal-stale': 'Nothing was written. Look at what holds now, and propose again what is still wanted.',
  'own-proposal': 'List what waits, for somebody else: slipway proposal list',
  'review-not-found': 'List reviews: slipway review list',
  busy: 'Nothing was written. Try again.',
  'not-hosted': 'List environments: slipway environment list',
  'environment-kept': 'Let it go first: slipway environment let-go ENVIRONMENT',
  'snapshot-not-found': 'See its snapshots: slipway environment show ENVIRONMENT',
  'link-not-found': 'List its links: slipway environment link list ENVIRONMENT',
};

/** Writes what happened, why and what to do; gives the exit code. */
export function reportError(error: unknown, shell: Shell, isJson: boolean): 1 | 2 {
  const code = error instanceof UsageError ? 2 : 1;
  if (isJson) shell.stderr.write(`${JSON.stringify(documentOf(error))}\n`);
  else {
    const colours = isColoured(shell, shell.stderr);
    const text = `${createPaint(colours).bad('Error:')} ${linesOf(error).join('\n')}\n`;
    shell.stderr.write(printable(text, colours));
  }
  return code;
}

function documentOf(error: unknown): Problem | { title: string; detail: string; next?: string | undefined } {
  if (error instanceof ApiError) return error.problem;
  const title = error instanceof UsageError ? 'The command line is wrong' : 'The command failed';
  return { title, detail: messageOf(error), next: nextOf(error) };
}

function linesOf(error: unknown): string[] {
  const next = nextOf(error);
  const tail = next === undefined ? [] : [next];
  if (!(error instanceof ApiError)) return [messageOf(error), ...tail];
  const { title, detail, errors = [], code } = error.problem;
  const wrong = errors
    .filter(({ path, message }) => !detail.includes(path === '' ? message : `${path}: ${message}`))
    .map(({ path, message }) => `  ${path}: ${message}`);
  const said = next === undefined ? detail : withoutApi(detail);
  return [`${title}.`, said, ...wrong, ...tail, `(${code}, ${error.status})`];
}

/** A route, or a field of a body as JSON has it. */
const API_WORDS = /\b(?:GET|POST|PUT|PATCH|DELETE) \/|"\w+": /;

/** The server's advice is for programs; a remedy of this command replaces it. */
function withoutApi(detail: string): string {
  const sentences = detail.split(/(?<=[.!?]) (?=[A-Z])/);
  const kept = sentences.filter((sentence) => !API_WORDS.test(sentence));
  return kept.length === 0 ? detail : kept.join(' ');
}

function nextOf(error: unknown): string | undefined {
  if (error instanceof ApiError) return remedies[error.problem.code];
  return error instanceof UsageError || error instanceof Failure ? error.next : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
