import { expect, test } from 'vitest';
import { createSignal } from './signal.ts';

test('whoever subscribes is told until they unsubscribe', () => {
  const signal = createSignal<[string]>();
  const heard: string[] = [];
  const stop = signal.subscribe((word) => heard.push(word));

  signal.tell('first');
  stop();
  signal.tell('second');

  expect(heard).toEqual(['first']);
});
