import { describe, expect, onTestFinished, test } from 'vitest';
import { embeddedTest, kept } from '../support/embedded.ts';
import { type Held, type HolderProcess, type Refused, startHolder } from '../support/holder.ts';

const RIVALS = 20;
const embedded = embeddedTest();

interface Outcome {
  readonly rival: HolderProcess;
  readonly said: Held | Refused;
}

/** Twenty processes on one folder at once; resolves when each has the database or was refused. */
async function race(): Promise<{ winners: Outcome[]; refused: Outcome[] }> {
  const rivals = Array.from({ length: RIVALS }, () => startHolder(embedded.folder));
  onTestFinished(async () => {
    for (const rival of rivals) await rival.end('SIGTERM');
  });
  const outcomes = await Promise.all(rivals.map(async (rival) => ({ rival, said: await rival.said })));
  return {
    winners: outcomes.filter(({ said }) => !('code' in said)),
    refused: outcomes.filter(({ said }) => 'code' in said),
  };
}

function expectOneWinner({ winners, refused }: { winners: Outcome[]; refused: Outcome[] }): void {
  const [winner] = winners;
  const names = new RegExp(
    `^The data folder .* is in use by process ${winner?.rival.process.pid} on .+ since \\d{4}-.+Z`,
  );
  expect(winners).toHaveLength(1);
  for (const { said } of refused) {
    expect(said).toMatchObject({ code: 'folder-in-use', message: expect.stringMatching(names) });
  }
}

describe('promise 18: of 20 processes on one data folder one runs, and each other one exits and names it', () => {
  test('on a folder that does not exist yet', { timeout: 180_000 }, async () => {
    const outcome = await race();

    expectOneWinner(outcome);
  });

  test('on a folder whose server was orphaned by kill -9, and no row is lost', {
    timeout: 180_000,
  }, async () => {
    await embedded.use();
    const killed = startHolder(embedded.folder);
    await killed.said;
    await killed.end('SIGKILL');

    const outcome = await race();

    expectOneWinner(outcome);
    const [winner] = outcome.winners;
    if (!winner || 'code' in winner.said) throw new Error('nobody won');
    expect(await kept(winner.said)).toEqual([{ id: 1 }]);
  });
});
