import type { Condition, FlagConfig, Rule, Serve } from '@slipway/engine';
import { describe, expect, test } from 'vitest';
import {
  conditionWords,
  enabledWords,
  fallthroughWords,
  instantText,
  isEnabledAt,
  killedWords,
  ladderWords,
  prerequisiteWords,
  ruleWords,
  scheduleWords,
  segmentSentences,
  summary,
  targetWords,
  whoHasIt,
} from './words.ts';

const timeZone = 'Europe/Berlin';
const at = Date.parse('2026-11-27T13:00:00Z');
const now = Date.parse('2026-11-24T09:00:00Z');

function split(...weights: [string, number][]): Serve {
  return { split: { by: 'targetingKey', salt: 's', algorithm: 1, weights } };
}

const tenth = split(['on', 10_000], ['off', 90_000]);
const plan: Condition = { attribute: 'plan', operator: 'one-of', values: ['pro', 'team'] };

function config(edit: Partial<FlagConfig> = {}): FlagConfig {
  return {
    enabled: true,
    schedule: [],
    offVariant: 'off',
    safeVariant: null,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: 'off' },
    ...edit,
  };
}

function rule(edit: Partial<Rule>): Rule {
  return { id: 'r1', conditions: [], serve: { variant: 'on' }, ...edit };
}

describe('a condition', () => {
  test.each<{ given: Condition; text: string }>([
    { given: plan, text: 'plan is pro or team' },
    { given: { ...plan, negate: true }, text: 'plan is not pro or team' },
    { given: { attribute: 'plan', operator: 'equals', values: ['pro'] }, text: 'plan is pro' },
    { given: { attribute: 'seats', operator: 'equals', values: [5] }, text: 'seats is 5' },
    { given: { attribute: 'seats', operator: 'equals', values: ['5'] }, text: 'seats is “5”' },
    { given: { attribute: 'beta', operator: 'equals', values: [true] }, text: 'beta is true' },
    {
      given: { attribute: 'email', operator: 'ends-with', values: ['@a.example'], ignoreCase: true },
      text: 'email ends with @a.example (ignoring case)',
    },
    {
      given: { attribute: 'name', operator: 'contains', values: ['Ada L'], negate: true },
      text: 'name does not contain “Ada L”',
    },
    { given: { attribute: 'age', operator: 'between', values: [18, 30] }, text: 'age is between 18 and 30' },
    {
      given: { attribute: 'app', operator: 'semver-less-or-equal', values: ['2.1.0'] },
      text: 'app is version 2.1.0 or older',
    },
    { given: { attribute: 'email', operator: 'exists' }, text: 'email is known' },
    { given: { attribute: 'email', operator: 'exists', negate: true }, text: 'email is not known' },
    {
      given: { attribute: 'ip', operator: 'in-cidr', values: ['10.0.0.0/8'] },
      text: 'ip is in the network 10.0.0.0/8',
    },
    {
      given: { attribute: 'since', operator: 'before', values: ['2026-11-27T13:00:00Z'] },
      text: 'since is before Fri 27 Nov 2026, 14:00 CET',
    },
    {
      given: { attribute: 'since', operator: 'after', values: [at] },
      text: 'since is after Fri 27 Nov 2026, 14:00 CET',
    },
    { given: { segment: 'internal' }, text: 'in segment internal' },
    { given: { segment: 'internal', negate: true }, text: 'not in segment internal' },
    {
      given: { attribute: 'id', operator: 'one-of', values: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      text: 'id is a, b, c, d, e or 2 others',
    },
  ])('reads: $text', ({ given, text }) => expect(conditionWords(given, { timeZone }).text).toBe(text));
});

describe('a rule', () => {
  test.each<{ given: Partial<Rule>; text: string }>([
    { given: { conditions: [{ segment: 'internal' }] }, text: 'Everyone in segment internal gets on' },
    { given: {}, text: 'Everyone gets on' },
    {
      given: { conditions: [plan], serve: split(['on', 25_000], ['off', 75_000]) },
      text: '25 % of customers whose plan is pro or team get on, by targetingKey',
    },
    {
      given: { conditions: [plan, { segment: 'beta', negate: true }] },
      text: 'Everyone whose plan is pro or team but not in segment beta gets on',
    },
    {
      given: {
        conditions: [
          { segment: 'a' },
          { segment: 'b' },
          plan,
          { attribute: 'age', operator: 'less', values: [9] },
        ],
      },
      text: 'Everyone in segments a and b whose plan is pro or team and whose age is less than 9 gets on',
    },
    {
      given: {
        conditions: [
          { segment: 'a', negate: true },
          { segment: 'b', negate: true },
        ],
      },
      text: 'Everyone not in segments a or b gets on',
    },
    {
      given: { serve: split(['red', 33_334], ['off', 33_333], ['blue', 33_333]) },
      text: 'Customers are split by targetingKey: 33.334 % get red, 33.333 % get off and 33.333 % get blue',
    },
    { given: { serve: split(['on', 100_000], ['off', 0]) }, text: 'Everyone gets on' },
    {
      given: { from: at, until: at + 3_600_000 },
      text: 'From Fri 27 Nov 2026, 14:00 CET until Fri 27 Nov 2026, 15:00 CET, everyone gets on',
    },
  ])('reads: $text', ({ given, text }) =>
    expect(ruleWords(rule(given), 'off', { timeZone }).text).toBe(text),
  );
});

test('names of things keep their kind', () => {
  const { parts } = ruleWords(rule({ conditions: [{ segment: 'internal' }] }), 'off');

  expect(parts).toContainEqual({ kind: 'segment', text: 'internal' });
  expect(parts).toContainEqual({ kind: 'variant', text: 'on' });
});

describe('the other rungs', () => {
  test.each([
    { phrase: fallthroughWords({ variant: 'on' }, 'off', true), text: 'Everyone gets on' },
    { phrase: fallthroughWords({ variant: 'off' }, 'off', false), text: 'Everyone else gets off' },
    { phrase: fallthroughWords(tenth, 'off', false), text: '10 % of all others get on, by targetingKey' },
    { phrase: targetWords({ variant: 'on', keys: ['u42'] }), text: 'u42 gets on' },
    {
      phrase: targetWords({ variant: 'on', keys: ['a', 'b', 'c', 'd', 'e'] }),
      text: 'a, b, c and 2 more get on',
    },
    {
      phrase: prerequisiteWords({ flag: 'new-cart', variants: ['on', 'beta'] }, 'off'),
      text: 'Only where flag new-cart serves on or beta; else off',
    },
    {
      phrase: scheduleWords({ at, enabled: false }, { timeZone }),
      text: 'switches off on Fri 27 Nov 2026, 14:00 CET',
    },
    { phrase: killedWords(config()), text: 'Killed: everyone gets off until somebody restores it' },
    {
      phrase: killedWords(config({ safeVariant: 'old' })),
      text: 'Killed: everyone gets old, the safe variant, until somebody restores it',
    },
    { phrase: enabledWords(config({ enabled: false }), { now }), text: 'Switched off: everyone gets off' },
    {
      phrase: enabledWords(
        config({
          schedule: [
            { at, enabled: false },
            { at: now - 1, enabled: true },
          ],
        }),
        { now, timeZone },
      ),
      text: 'Switched on; switches off on Fri 27 Nov 2026, 14:00 CET',
    },
  ])('reads: $text', ({ phrase, text }) => expect(phrase.text).toBe(text));
});

test('of schedule entries at one instant the later counts', () => {
  const schedule = [
    { at: now, enabled: false },
    { at: now, enabled: true },
  ];

  expect(isEnabledAt({ enabled: false, schedule }, now)).toBe(true);
});

test('a summer time is told as such', () => {
  expect(instantText(Date.parse('2026-07-01T12:00:00Z'), timeZone)).toMatch(
    /^Wed 1 Jul 2026, 14:00 (CEST|GMT\+2)$/,
  );
});

const whole = config({
  prerequisites: [{ flag: 'new-cart', variants: ['on'] }],
  targets: [{ variant: 'on', keys: ['u42'] }],
  rules: [
    rule({ conditions: [{ segment: 'internal' }] }),
    rule({ id: 'r2', conditions: [plan], serve: { variant: 'off' } }),
  ],
  fallthrough: tenth,
});

test('the ladder goes from the kill to everyone else', () => {
  const rungs = ladderWords(whole, { killed: true, now });

  expect(rungs.map(({ kind, id }) => `${kind}:${id}`)).toEqual([
    'killed:',
    'enabled:',
    'prerequisite:0',
    'target:0',
    'rule:r1',
    'rule:r2',
    'fallthrough:',
  ]);
});

describe('who has it', () => {
  const told = (given: FlagConfig, killed = false) =>
    whoHasIt(given, { killed, now, timeZone }).map(({ kind, text }) => `${kind}: ${text}`);

  test('tells every way to something else than the off variant, and what keeps people out', () => {
    expect(told(whole)).toEqual([
      'only-where: Only where flag new-cart serves on; else off',
      'has: u42 gets on',
      'has: Everyone in segment internal gets on',
      'not: Everyone whose plan is pro or team gets off',
      'has: 10 % of all others get on, by targetingKey',
    ]);
  });

  test.each([
    {
      given: 'a flag that is off',
      flag: config({ enabled: false, fallthrough: { variant: 'on' } }),
      killed: false,
    },
    { given: 'a killed flag', flag: config({ fallthrough: { variant: 'on' } }), killed: true },
    { given: 'a flag that serves its off variant only', flag: config(), killed: false },
    { given: 'a rule that is over', flag: config({ rules: [rule({ until: now })] }), killed: false },
  ])('given $given, nobody has it', ({ flag, killed }) => expect(told(flag, killed)).toEqual([]));

  test('a rule to come is told as such', () => {
    expect(told(config({ rules: [rule({ from: at })] }))).toEqual([
      'later: From Fri 27 Nov 2026, 14:00 CET, everyone gets on',
    ]);
  });

  test('a safe variant reaches everyone when killed', () => {
    expect(told(config({ safeVariant: 'old' }), true)).toEqual([
      'has: Killed: everyone gets old, the safe variant, until somebody restores it',
    ]);
  });
});

describe('a summary', () => {
  test.each([
    { given: config({ fallthrough: { variant: 'on' } }), killed: false, text: 'On: everyone gets on' },
    {
      given: config({ fallthrough: tenth }),
      killed: false,
      text: 'On: 10 % of customers get on, by targetingKey',
    },
    { given: config({ enabled: false }), killed: false, text: 'Off: everyone gets off' },
    { given: config(), killed: true, text: 'Killed: everyone gets off' },
    {
      given: whole,
      killed: false,
      text: 'On for u42, everyone in segment internal and 10 % of everyone else',
    },
    {
      given: config({ rules: [rule({ serve: { variant: 'off' } })] }),
      killed: false,
      text: 'On, and yet everyone gets off',
    },
  ])('reads: $text', ({ given, killed, text }) => expect(summary(given, { killed, now }).text).toBe(text));
});

test('a summary of a flag that is held names by what, unless it is off anyway', () => {
  const held = { heldBy: 'cart', now };

  expect(summary(whole, held).text).toBe('Held by cart: everyone gets off');
  expect(summary(config({ enabled: false }), held).text).toBe('Off: everyone gets off');
});

test('a segment is told by name and by rule', () => {
  const sentences = segmentSentences({
    include: ['u7'],
    exclude: ['u8', 'u9'],
    rules: [{ conditions: [plan] }],
  });

  expect(sentences.map(({ text }) => text)).toEqual([
    'u7 belongs to it by name',
    'u8 and u9 are left out whatever the rules say',
    'Everyone whose plan is pro or team belongs to it',
  ]);
  expect(segmentSentences({ include: [], exclude: ['u1'], rules: [] }).map(({ text }) => text)).toEqual([
    'Nobody belongs to it',
  ]);
});
