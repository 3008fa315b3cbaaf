import { describe, expect, test } from 'vitest';
import { failureOf } from './failure.ts';
import { UsageError } from './platform/config/index.ts';
import { EmbeddedPostgresError } from './platform/postgres/index.ts';

const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`raw ${code}`), { code, ...more });

describe('a start that fails', () => {
  test.each([
    {
      given: 'a wrong option',
      error: new UsageError('--port is "x".'),
      exitCode: 2,
      says: /^--port is "x"\.$/,
    },
    {
      given: 'a port in use',
      error: coded('EADDRINUSE', { address: '127.0.0.1', port: 4400 }),
      exitCode: 1,
      says: /127\.0\.0\.1:4400 is in use.*--port/,
    },
    {
      given: 'a folder without permission',
      error: coded('EACCES', { path: '/srv/x', syscall: 'mkdir' }),
      exitCode: 1,
      says: /^No permission for \/srv\/x\..*--data\.$/,
    },
    {
      given: 'a port without permission',
      error: coded('EACCES', { address: '127.0.0.1', port: 80, syscall: 'listen' }),
      exitCode: 1,
      says: /^No permission for 127\.0\.0\.1:80\..*--port or --delivery-port\.$/,
    },
    {
      given: 'a read-only disk',
      error: coded('EROFS', { path: '/srv/x', syscall: 'mkdir' }),
      exitCode: 1,
      says: /^\/srv\/x is on a read-only disk\..*--data\.$/,
    },
    {
      given: 'no database there',
      error: coded('ECONNREFUSED', { address: '10.0.0.1', port: 5432 }),
      exitCode: 1,
      says: /No database answers/,
    },
    { given: 'a wrong password', error: coded('28P01'), exitCode: 1, says: /refuses this user and password/ },
    {
      given: 'a folder in use',
      error: new EmbeddedPostgresError('folder-in-use', 'The data folder x is in use by process 7.'),
      exitCode: 1,
      says: /in use by process 7/,
    },
    {
      given: 'something unforeseen',
      error: new Error('line one\n  line two'),
      exitCode: 1,
      says: /line one line two/,
    },
    { given: 'what is no error', error: 'odd', exitCode: 1, says: /odd/ },
  ])('for $given ends with $exitCode and one line that helps', ({ error, exitCode, says }) => {
    const failure = failureOf(error);

    expect(failure.exitCode).toBe(exitCode);
    expect(failure.line).toMatch(says);
    expect(failure.line).not.toContain('\n');
  });

  test('shows no password', () => {
    expect(failureOf(new Error('no route to postgres://u:hunter2@h/d')).line).not.toContain('hunter2');
  });
});
