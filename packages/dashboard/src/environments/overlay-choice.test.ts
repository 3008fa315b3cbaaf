import { describe, expect, test } from 'vitest';
import { chosenKeys, nameOf, promotable } from './overlay-choice.ts';

const flag = { kind: 'flag', key: 'checkout' } as const;
const segment = { kind: 'segment', key: 'checkout' } as const;

test('a flag and a segment of one key are told apart', () => expect(nameOf(flag)).not.toBe(nameOf(segment)));

test('what has only a kill of its own cannot be promoted', () => {
  const config = { own: { enabled: true } };

  expect(promotable([config, { own: null }])).toEqual([config]);
});

describe('what is named when promoting', () => {
  test('is nothing for every override', () => expect(chosenKeys(null)).toEqual({}));

  test('is what was chosen, by kind', () => {
    expect(chosenKeys([flag])).toEqual({ flags: ['checkout'] });
    expect(chosenKeys([segment])).toEqual({ segments: ['checkout'] });
    expect(chosenKeys([flag, segment])).toEqual({ flags: ['checkout'], segments: ['checkout'] });
  });
});
