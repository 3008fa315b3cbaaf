import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyAcademy, ofSource, plainEnvironment } from '../support/academy.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
let database: TestDatabase;
let copy: Awaited<ReturnType<typeof copyAcademy>>;

interface Ran {
  code: number;
  output: string;
}

beforeAll(async () => {
  database = await testDatabase({ empty: true });
  copy = await copyAcademy();
});

afterAll(async () => {
  await database.drop();
  await copy.remove();
});

function run(service: string, args: readonly string[]): Promise<Ran> {
  const options = {
    cwd: join(copy.folder, service),
    env: { ...plainEnvironment(), DATABASE_URL: database.adminUrl },
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

/** What `npm test` of the service says, from the arguments on. */
async function testArguments(service: string): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(copy.folder, service, 'package.json'), 'utf8'));
  const [command, ...args] = String(scripts.test).replaceAll('"', '').split(' ');
  expect(command).toBe('node');
  return args;
}

describe.each(['api', 'web'])('the sample application’s %s', (service) => {
  test('passes its own tests, and skips none', async () => {
    const args = await testArguments(service);

    const { code, output } = await run(service, [ofSource, '--test-reporter=tap', ...args]);

    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^# fail 0$/m) });
    expect(output).toMatch(/^# skipped 0$/m);
    expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(20);
  });

  test('has types that hold', async () => {
    const tsc = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');

    const { output } = await run(service, [tsc, '--noEmit', '--customConditions', '@slipway/source']);

    // Those of the SDK are held by its own build.
    expect(output.split('\n').filter((line) => !line.startsWith('../') && !line.startsWith(' '))).toEqual([
      '',
    ]);
  });
});
