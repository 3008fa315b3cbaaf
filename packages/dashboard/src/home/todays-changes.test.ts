import { expect, test } from 'vitest';
import { changeWith } from './fixtures.ts';
import { glowName, lastOfEach, ofToday, reachOf, reachText } from './todays-changes.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

test('the last 24 hours are shown, whatever the calendar says', () => {
  const changes = ['2026-11-24T11:59:00Z', '2026-11-23T12:00:00Z', '2026-11-23T11:59:59Z'].map((at, index) =>
    changeWith(String(3 - index), { at }),
  );

  expect(ofToday(changes, NOW).map(({ id }) => id)).toEqual(['3', '2']);
});

test('only the last of several changes of one thing glows', () => {
  const changes = [
    changeWith('4'),
    changeWith('3', { subject: 'flag' }),
    changeWith('2', { subject: 'segment', key: 'new-checkout' }),
    changeWith('1', { subject: 'segment-override', key: 'new-checkout' }),
  ];

  expect(changes.map(glowName)).toEqual([
    'flag:new-checkout',
    'flag:new-checkout',
    'segment:new-checkout',
    'segment:new-checkout',
  ]);
  expect([...lastOfEach(changes)]).toEqual(['4', '2']);
});

const effectsIn = (...environments: string[]) =>
  environments.map((environment) => ({ environment, version: 1 }));

test('receipts stand beside the newest change of each environment', () => {
  const changes = [
    changeWith('4', { environment: null, effects: [] }),
    changeWith('3', { environment: 'staging', effects: effectsIn('staging', 'review') }),
    changeWith('2', { environment: null, effects: effectsIn('production', 'staging') }),
    changeWith('1', { environment: 'review', effects: effectsIn('review') }),
  ];

  const reach = reachOf(changes, ['production', 'staging']);

  expect([...reach]).toEqual([
    ['3', ['staging']],
    ['2', ['production']],
  ]);
});

test('an environment that is not shown has receipts beside its own change', () => {
  const change = changeWith('1', { environment: 'review', effects: effectsIn('review', 'follower') });

  expect([...reachOf([change], ['production'])]).toEqual([['1', ['review']]]);
});

test.each([
  { connected: 1, applied: 1, text: 'on the only instance' },
  { connected: 1_414, applied: 1_414, text: 'on all 1,414 instances' },
  { connected: 414, applied: 412, text: 'on 412 of 414 instances' },
])('given $applied of $connected, says "$text"', ({ text, ...receipts }) =>
  expect(reachText(receipts)).toBe(text),
);
