import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { isConfirmed } from './confirmation.ts';
import { UsageError } from './failure.ts';

function shellWith(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  return { env: {}, stdin, stdout: new PassThrough(), stderr: new PassThrough(), now: () => 0 };
}

test.each([
  { typed: 'y\n', expected: true },
  { typed: 'Yes\n', expected: true },
  { typed: 'n\n', expected: false },
  { typed: '\n', expected: false },
  { typed: 'yellow\n', expected: false },
  { typed: '\u0003', expected: false },
])('$typed at the terminal is $expected', async ({ typed, expected }) => {
  const shell = shellWith(true);

  const answer = isConfirmed(shell, 'Write 1 flag?');
  shell.stdin.write(typed);

  expect(await answer).toBe(expected);
  expect(String(shell.stderr.read())).toContain('Write 1 flag? [y/N] ');
});

test('a terminal that ends says no', async () => {
  const shell = shellWith(true);

  const answer = isConfirmed(shell, 'Write 1 flag?');
  shell.stdin.end();

  expect(await answer).toBe(false);
});

test('where nobody sits, it says how to do without', () => {
  expect(() => isConfirmed(shellWith(false), 'Write 1 flag?')).toThrow(UsageError);
});
