import type { Change } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { byDay } from './log-days.ts';
import { countOf, filterOf, isBy, queryOf } from './log-filter.ts';
import { originWords } from './origin-words.ts';
import { insteadOfRevert, laterChange } from './revert-words.ts';
import { verifiedWords } from './verified-words.ts';

const now = new Date(2026, 10, 23, 15, 30).getTime();
const HOUR = 3_600_000;

function at(ms: number, id = '1'): Change {
  return {
    id,
    at: new Date(ms).toISOString(),
    actor: { kind: 'person', id: '1', name: 'Ada' },
    action: 'archive',
    subject: 'flag',
    key: 'new-checkout',
    environment: null,
    before: null,
    after: null,
    reason: null,
    origin: null,
    effects: [],
    revertOf: null,
    onBehalfOf: null,
  };
}

describe('a filter of the log', () => {
  test('is what the address says, without what the log does not know', () => {
    expect(filterOf({ flag: 'a', change: '3', tab: 'x', environment: '' })).toEqual({ flag: 'a' });
  });

  test('counts its time once', () => {
    expect(countOf({ flag: 'a', from: '2026-11-01', until: '2026-11-02' })).toBe(2);
  });

  test('asks for people and tokens by their number', () => {
    expect(queryOf({ by: 'person:7', flag: 'a' }, now)).toEqual({ actor: '7', flag: 'a' });
  });

  test('leaves out a token that has the number of a person', () => {
    const token = { actor: { kind: 'token', id: '1', name: 'ci' } } as const;

    expect(isBy(token, 'person:1')).toBe(false);
    expect(isBy(token, 'token:1')).toBe(true);
    expect(isBy(token, '1')).toBe(true);
    expect(isBy(token, undefined)).toBe(true);
  });

  test('goes from the beginning of a day here to the end of another', () => {
    expect(queryOf({ from: '2026-11-20', until: '2026-11-21' }, now)).toEqual({
      from: new Date(2026, 10, 20).toISOString(),
      until: new Date(2026, 10, 22).toISOString(),
    });
  });

  test('takes an instant as it is, and nothing that is none', () => {
    expect(queryOf({ from: '2026-11-20T10:00:00Z', until: 'soon' }, now)).toEqual({
      from: '2026-11-20T10:00:00.000Z',
    });
  });

  test('goes back from now', () => {
    expect(queryOf({ last: '24h' }, now)).toEqual({ from: new Date(now - 24 * HOUR).toISOString() });
    expect(queryOf({ last: 'ever' }, now)).toEqual({});
  });
});

test('changes stand under their days', () => {
  const days = byDay(
    [
      at(now - HOUR, '4'),
      at(now - 2 * HOUR, '3'),
      at(now - 20 * HOUR, '2'),
      at(new Date(2020, 0, 1, 12).getTime(), '1'),
    ],
    now,
  );

  expect(days.map(({ label, changes }) => [label, changes.map(({ id }) => id)])).toEqual([
    ['Today', ['4', '3']],
    ['Yesterday', ['2']],
    ['Wednesday 1 January 2020', ['1']],
  ]);
});

test.each([
  {
    origin:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0 Safari/537.36 from 127.0.0.1',
    expected: 'Chrome on Linux, 127.0.0.1',
  },
  {
    origin: 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/605.1 from ::1',
    expected: 'Safari on iOS, ::1',
  },
  { origin: 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/150.0', expected: 'Firefox on Windows' },
  { origin: 'slipway-cli/0.1.0 from 10.0.0.7', expected: 'slipway-cli/0.1.0, 10.0.0.7' },
  { origin: 'Mozilla/5.0', expected: 'a browser' },
])('comes from $expected', ({ origin, expected }) => {
  expect(originWords(origin)).toBe(expected);
});

describe('what cannot be reverted', () => {
  test.each([
    ['flag-config', 'set', null],
    ['segment', 'update', null],
    ['environment', 'update', null],
    ['flag-config', 'kill', 'A kill is lifted by restoring the flag: only a named person does that.'],
    ['flag', 'create', 'Archive the flag.'],
    ['proposal', 'approve', 'This has happened and stays.'],
    ['segment', 'polish', 'Set by hand what you want.'],
  ] as const)('%s %s: %s', (subject, action, expected) => {
    expect(insteadOfRevert({ subject, action })).toBe(expected);
  });

  test('names the later change that stands in the way', () => {
    const detail =
      'What change 41 made is no longer there: change 45 ("switch" at 2026-11-23T10:00:00.000Z) came later. Revert that one first.';

    expect(laterChange(detail)).toBe('45');
    expect(laterChange('What change 41 made is no longer there. Read the present state.')).toBeNull();
  });
});

test.each([
  { isIntact: true, checked: 1204, erased: 0, firstBroken: null, expected: '1,204 changes verified' },
  { isIntact: true, checked: 1, erased: 0, firstBroken: null, expected: '1 change verified' },
  {
    isIntact: true,
    checked: 9,
    erased: 2,
    firstBroken: null,
    expected: '9 changes verified, 2 of them erased',
  },
  {
    isIntact: false,
    checked: 9,
    erased: 0,
    firstBroken: '7',
    expected: 'Change 7 does not fit: it, or one before it, was altered',
  },
])('says $expected', ({ expected, ...verified }) => {
  expect(verifiedWords(verified)).toBe(expected);
});
