import { expect, test } from 'vitest';
import { pastedItems } from './pasted-items.ts';

test('a pasted column becomes items, each once', () => {
  expect(pastedItems('u1\r\n u2 \n\nu1;"u 3",u4\tu5')).toEqual(['u1', 'u2', 'u 3', 'u4', 'u5']);
});
