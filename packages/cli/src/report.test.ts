import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ApiError, type Problem, type ProblemCode, problems } from '@slipway/api';
import { expect, test } from 'vitest';
import { reportError } from './report.ts';

function refusal(code: ProblemCode, detail: string, errors?: Problem['errors']): ApiError {
  const { status, title } = problems[code];
  return new ApiError({ type: 'about:blank', code, status, title, detail, ...(errors ? { errors } : {}) });
}

async function reported(error: unknown, isJson = false): Promise<string> {
  const stderr = new PassThrough();
  const shell = { env: {}, stdin: new PassThrough(), stdout: new PassThrough(), stderr, now: () => 0 };
  reportError(error, shell, isJson);
  stderr.end();
  return text(stderr);
}

test.each([
  {
    given: 'one error, which the detail says',
    error: refusal('invalid-request', 'key: Give a key.', [{ path: 'key', message: 'Give a key.' }]),
    lines: ['key: Give a key.'],
  },
  {
    given: 'an error beyond the one that the detail says',
    error: refusal('invalid-request', 'Flag "a": name: Too long. (and 1 more)', [
      { path: 'name', message: 'Too long.' },
      { path: 'owner', message: 'Too long.' },
    ]),
    lines: ['Flag "a": name: Too long. (and 1 more)', '  owner: Too long.'],
  },
  {
    given: 'a route where the command has advice',
    error: refusal(
      'flag-not-found',
      'Project "academy" has no flag "x". GET /api/v1/projects/academy/flags lists them.',
    ),
    lines: ['Project "academy" has no flag "x".', 'List flags: slipway flag list'],
  },
  {
    given: 'a field of the body where the command has an option',
    error: refusal('schedule-pending', 'Flag "x" has entries to come. Say "schedule": "keep" or "discard".'),
    lines: ['Flag "x" has entries to come.', 'Add --keep-schedule or --discard-schedule.'],
  },
  {
    given: 'a route where the command has no advice',
    error: refusal('not-revertible', 'It cannot be reverted. PATCH /api/v1/x instead.'),
    lines: ['It cannot be reverted. PATCH /api/v1/x instead.'],
  },
  {
    given: 'nothing but a route',
    error: refusal('token-not-found', 'GET /api/v1/tokens lists them.'),
    lines: ['GET /api/v1/tokens lists them.', 'List tokens: slipway token list'],
  },
])('given $given, each thing is said once, in terms of the command', async ({ error, lines }) => {
  const { title, code, status } = error.problem;
  expect(await reported(error)).toBe(
    `Error: ${[`${title}.`, ...lines, `(${code}, ${status})`].join('\n')}\n`,
  );
});

test('under --json the problem is whole', async () => {
  const error = refusal('flag-not-found', 'No flag. GET /api/v1/x lists them.');
  expect(JSON.parse(await reported(error, true))).toEqual(error.problem);
});
