import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { readToken } from './token-input.ts';

function terminal(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  return { env: {}, stdin, stdout, stderr, now: () => 0 };
}

describe('reading a token', () => {
  test('asks at a terminal and shows nothing of what is typed', async () => {
    const shell = terminal(true);
    const reading = readToken(shell, undefined);
    shell.stdin.write('slw_secret\r');
    expect(await reading).toBe('slw_secret');
    shell.stdout.end();
    shell.stderr.end();
    expect(await text(shell.stdout)).toBe('');
    expect(await text(shell.stderr)).toBe('Token: \n');
  });

  test('gives up on Ctrl-C', async () => {
    const shell = terminal(true);
    const reading = readToken(shell, undefined);
    shell.stdin.write('slw\u0003');
    await expect(reading).rejects.toThrow('Interrupted');
  });

  test.each([undefined, '-'])('takes it from a pipe (%s)', async (file) => {
    const shell = terminal(false);
    shell.stdin.end('slw_secret\n');
    expect(await readToken(shell, file)).toBe('slw_secret');
  });

  test.each([
    { given: 'nothing', piped: '', says: 'There was no token to read' },
    { given: 'several lines', piped: 'a\nb\n', says: 'What was read is no token' },
  ])('refuses $given', async ({ piped, says }) => {
    const shell = terminal(false);
    shell.stdin.end(piped);
    await expect(readToken(shell, undefined)).rejects.toThrow(says);
  });

  test('says which file cannot be read', async () => {
    await expect(readToken(terminal(false), '/does/not/exist')).rejects.toThrow('/does/not/exist');
  });
});
