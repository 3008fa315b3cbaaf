import { ApiError, type ProblemCode, problems } from '@slipway/api';
import { expect, test } from 'vitest';
import { isMissing } from './missing.ts';

const refused = (code: ProblemCode): ApiError =>
  new ApiError({ type: 'about:blank', ...problems[code], code, detail: '' });

test.each(['segment-not-found', 'invalid-request'] as const)(
  '%s says that there is no such segment',
  (code) => {
    expect(isMissing(refused(code), 'segment-not-found')).toBe(true);
  },
);

test.each([
  ['another refusal', refused('forbidden')],
  ['what else is missing', refused('environment-not-found')],
  ['a server that does not answer', new TypeError('fetch failed')],
  ['no failure', null],
])('%s does not', (_, error) => {
  expect(isMissing(error, 'segment-not-found')).toBe(false);
});
