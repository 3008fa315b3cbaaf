import { describe, expect, test } from 'vitest';
import { createLog } from './platform/log/index.ts';
import { inOrder, within } from './shutdown.ts';

describe('closing', () => {
  test('is in the opposite order of opening, once, and goes on after a failure', async () => {
    const closed: string[] = [];
    const closing = inOrder(createLog('silent'));
    closing.add('first', () => closed.push('first'));
    closing.add('broken', () => Promise.reject(new Error('stuck')));
    closing.add('last', async () => closed.push('last'));

    await Promise.all([closing.close(), closing.close()]);

    expect(closed).toEqual(['last', 'first']);
  });

  test('is not waited for longer than the bound', async () => {
    expect(await within(5, new Promise(() => undefined))).toBe(false);
    expect(await within(60_000, Promise.resolve())).toBe(true);
  });
});
