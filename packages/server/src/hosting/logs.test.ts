import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followLogFiles, masker, openTail } from './logs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-logs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function texts(lines: readonly { text: string }[]): string[] {
  return lines.map(({ text }) => text);
}

test('a tail begins with the last lines and goes on with what comes, in whole lines', async () => {
  const path = join(folder, 'web.log');
  await writeFile(path, 'one\ntwo\nthree\n');
  const tail = await openTail({ source: 'web', path }, 2);

  const first = await tail.read();
  await appendFile(path, 'four\nfi');
  const second = await tail.read();
  await appendFile(path, 've\n');
  const third = await tail.read();

  expect([first, second, third].map(texts)).toEqual([['two', 'three'], ['four'], ['five']]);
});

test('a file that is cut is read from its new beginning', async () => {
  const path = join(folder, 'cut.log');
  await writeFile(path, 'old old old\n');
  const tail = await openTail({ source: 'web', path }, 10);
  await tail.read();

  await truncate(path);
  await tail.read();
  await appendFile(path, 'new\n');

  expect(texts(await tail.read())).toEqual(['new']);
});

test('without following, what is there is handed on and that is all', async () => {
  const path = join(folder, 'once.log');
  await writeFile(path, 'here\n');
  const heard: string[] = [];

  await followLogFiles(
    async () => [
      { source: 'once', path },
      { source: 'none', path: join(folder, 'none.log') },
    ],
    { lines: 10, isFollowed: false },
    (lines) => heard.push(...texts(lines)),
    new AbortController().signal,
  );

  expect(heard).toEqual(['here']);
});

test('secrets are masked, the longest first, and texts too short to be secrets are let be', () => {
  const mask = masker(['s3cret-value', 's3cret-value-longer', 'abc', '']);

  expect(mask('a s3cret-value-longer and s3cret-value, abc')).toBe('a [secret] and [secret], abc');
});
