import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetLogin, readLogin, settingsFile, writeLogin } from './settings.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the remembered login', () => {
  test.each([
    {
      given: 'XDG_CONFIG_HOME',
      env: { XDG_CONFIG_HOME: '/x', HOME: '/h' },
      expected: '/x/slipway/config.json',
    },
    { given: 'only HOME', env: { HOME: '/h' }, expected: '/h/.config/slipway/config.json' },
    {
      given: 'an empty XDG_CONFIG_HOME',
      env: { XDG_CONFIG_HOME: '', HOME: '/h' },
      expected: '/h/.config/slipway/config.json',
    },
  ])('given $given, stands in $expected', ({ env, expected }) => {
    expect(settingsFile(env)).toBe(expected);
  });

  test('is readable by its owner alone, also when it replaces a readable file, and leaves no draft behind', async () => {
    const file = join(folder, 'slipway', 'config.json');
    const login = { url: 'http://127.0.0.1:4400', token: 'secret', project: 'academy' };
    await writeLogin(file, { url: 'http://old', token: 'old' });
    await writeFile(file, '{}', { mode: 0o644 });

    await writeLogin(file, login);

    expect(await readLogin(file)).toEqual(login);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'slipway'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'slipway'))).toEqual(['config.json']);
  });

  test('is null when nobody logged in, and after logging out', async () => {
    const file = join(folder, 'out', 'config.json');
    expect(await readLogin(file)).toBeNull();
    await writeLogin(file, { url: 'http://a', token: 't' });
    await forgetLogin(file);
    expect(await readLogin(file)).toBeNull();
  });

  test.each(['', '{', '[]', '{"url":1,"token":"t"}', 'null'])(
    'that is damaged (%s) says what to do',
    async (text) => {
      const file = join(folder, 'damaged.json');
      await writeFile(file, text);
      await expect(readLogin(file)).rejects.toThrow(`${file} is damaged`);
    },
  );
});
