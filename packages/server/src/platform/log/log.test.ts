import { describe, expect, test } from 'vitest';
import { createLog, hideSecrets } from './index.ts';

function lines(write: (log: ReturnType<typeof createLog>) => void): string {
  const written: string[] = [];
  write(createLog('debug', { write: (line) => written.push(line) }));
  return written.join('');
}

const secret = `slw_admin_${'s3cret-'.repeat(6)}x`;

describe('the log', () => {
  test('is lines of JSON with level, instant and message', () => {
    const text = lines((log) => log.info({ port: 4400 }, 'serving'));

    expect(JSON.parse(text)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      port: 4400,
      msg: 'serving',
    });
  });

  test.each([
    {
      given: 'a header',
      write: { headers: { authorization: `Bearer ${secret}`, cookie: 'session=hunter2' } },
    },
    { given: 'a header of a request', write: { req: { headers: { authorization: 'Bearer hunter2' } } } },
    { given: 'a token by name', write: { token: 'hunter2' } },
    { given: 'a token in a text', write: { detail: `tried ${secret} twice` } },
    { given: 'a database URL', write: { url: 'postgresql://slipway:hunter2@10.0.0.1:5432/slipway' } },
    {
      given: 'a database URL in an error',
      write: { err: new Error('connect postgres://u:hunter2@h/d failed') },
    },
    {
      given: 'what hangs on an error',
      write: { err: Object.assign(new Error('Connection terminated'), { client: { key: 'hunter2' } }) },
    },
  ])('never shows $given', ({ write }) => {
    const text = lines((log) => log.error(write, `while using ${secret}`));

    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('s3cret');
    expect(() => JSON.parse(text)).not.toThrow();
  });

  test('keeps what is no secret', () => {
    const url = 'http://127.0.0.1:4400/api/v1/projects/slw_admin/flags?x=a:b@c';

    expect(hideSecrets(url)).toBe(url);
  });
});
