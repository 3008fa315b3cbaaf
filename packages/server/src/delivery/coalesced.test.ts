import { describe, expect, test } from 'vitest';
import { coalesced } from './coalesced.ts';

function recorder() {
  const runs: { keys: string[]; end: PromiseWithResolvers<void> }[] = [];
  const request = coalesced<string>((keys) => {
    const end = Promise.withResolvers<void>();
    runs.push({ keys, end });
    return end.promise;
  });
  return { runs, request, keys: () => runs.map((run) => run.keys) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('coalesced work', () => {
  test('takes what is asked for at once into one run', async () => {
    const { request, keys } = recorder();

    void request('a');
    void request('b');
    void request('a');
    await turn();

    expect(keys()).toEqual([['a', 'b']]);
  });

  test('runs once more, however often it is asked meanwhile', async () => {
    const { runs, request, keys } = recorder();
    void request('a');
    await turn();

    for (let times = 0; times < 1000; times += 1) void request('a');
    void request('b');
    await turn();
    expect(keys()).toEqual([['a']]);
    runs[0]?.end.resolve();
    await turn();

    expect(keys()).toEqual([['a'], ['a', 'b']]);
  });

  test('resolves a request with a run that began after it', async () => {
    const { runs, request } = recorder();
    void request('a');
    await turn();
    let isDone = false;
    void request('a').then(() => {
      isDone = true;
    });

    runs[0]?.end.resolve();
    await turn();
    expect(isDone).toBe(false);
    runs[1]?.end.resolve();
    await turn();

    expect(isDone).toBe(true);
  });

  test('fails those who waited for the run, and goes on', async () => {
    const { runs, request } = recorder();
    const failing = request('a');
    await turn();
    const next = request('a');

    runs[0]?.end.reject(new Error('gone'));

    await expect(failing).rejects.toThrow('gone');
    await turn();
    runs[1]?.end.resolve();
    await next;
  });
});
