import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../../../test/support/test-server.ts';
import { endOf } from './commands.ts';
import { launch } from './launch.ts';

test.each([
  { given: 'written down', note: () => undefined, isRun: true },
  {
    given: 'that cannot be written down',
    note: () => {
      throw new Error('disk full');
    },
    isRun: false,
  },
])('a command whose process is $given runs: $isRun', async ({ note, isRun }) => {
  const folder = await temporaryFolder('slipway-launch-');
  const wanted = {
    ...{ account: null, groups: [], processes: 64, tmp: folder, cwd: folder, output: 'pipe' as const },
    ...{ command: 'touch "it has run"', variables: { A: '1' } },
  };
  let pid = 0;

  const launched = (): unknown =>
    launch(wanted, { hasNamespaces: false }, (found) => {
      pid = found;
      note();
    });
  if (isRun) await endOf(launch(wanted, { hasNamespaces: false }, note));
  else expect(launched).toThrow('disk full');
  while (existsSync(`/proc/${pid}/cmdline`) && pid > 0) await new Promise(setImmediate);

  expect(existsSync(join(folder, 'it has run'))).toBe(isRun);
  await rm(folder, { recursive: true });
});
