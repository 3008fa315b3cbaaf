import { describe, expect, test } from 'vitest';
import {
  comparable,
  loadBucketingCases,
  loadEvaluationCases,
  regex,
  rulesetOf,
} from '../../../test/support/spec.ts';
import {
  bucketOf,
  type CompiledRuleset,
  compile,
  murmur3,
  prerequisiteCycle,
  type Ruleset,
  type Serve,
  segmentCycle,
  utf8Bytes,
  validateFlag,
  validateSegment,
} from './index.ts';

const cases = loadEvaluationCases();
const { murmur3: vectors, buckets } = loadBucketingCases();

test('there are at least 300 cases, each with its own name', () => {
  expect(cases.length).toBeGreaterThanOrEqual(300);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

describe('evaluation', () => {
  test.each(cases)('$name', ({ ruleset, flag, context, now, expected }) => {
    const compiled = compile(ruleset, { regex });

    expect(comparable(compiled.evaluate(flag, context, now))).toStrictEqual(expected);
  });
});

describe('explanation', () => {
  test.each(cases)('$name', ({ ruleset, flag, context, now, expected }) => {
    const explanation = compile(ruleset, { regex }).explain(flag, context, now);

    expect(comparable(explanation.decision)).toStrictEqual(expected);
    expect(explanation.rungs.filter(({ outcome }) => outcome === 'decided')).toHaveLength(1);
    expect(explanation.rungs.every(({ because }) => because.length > 0)).toBe(true);
  });
});

describe('refusal at write time', () => {
  test.each(cases)('$name', ({ ruleset, refused }) => {
    expect(isRefused(ruleset)).toBe(refused);
  });
});

describe('bucketing', () => {
  test.each(vectors)('murmur3 of "$text" with seed $seed', ({ text, seed, hash }) => {
    expect(murmur3(utf8Bytes(text), seed)).toBe(hash);
  });

  test.each(buckets)('$name', ({ salt, unit, bucket }) => {
    expect(bucketOf(salt, unit)).toBe(bucket);
  });

  test.each(buckets)('$name, continued from the salt', ({ salt, unit, bucket }) => {
    const [below, above] = [bucket, bucket + 1].map((weight) =>
      splitOf(salt, weight).evaluate('split', { unit }, 0),
    );

    expect([below?.variant, above?.variant]).toEqual(['off', 'on']);
  });
});

function splitOf(salt: string, weight: number): CompiledRuleset {
  const fallthrough: Serve = {
    split: {
      by: 'unit',
      salt,
      algorithm: 1,
      weights: [
        ['on', weight],
        ['off', 100_000 - weight],
      ],
    },
  };
  return compile(rulesetOf({ flags: { split: { fallthrough } } }), { regex });
}

function isRefused({ flags, segments }: Ruleset): boolean {
  const segmentKeys = Object.keys(segments);
  return (
    prerequisiteCycle(flags) !== null ||
    segmentCycle(segments) !== null ||
    Object.values(flags).some((flag) => validateFlag(flag, { flags, segmentKeys, regex }).length > 0) ||
    Object.values(segments).some((segment) => validateSegment(segment, { segmentKeys, regex }).length > 0)
  );
}
