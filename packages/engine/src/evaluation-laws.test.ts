import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anyContext,
  anyKey,
  hostile,
  instant,
  plainContext,
  ruleset,
} from '../../../test/support/arbitrary-ruleset.ts';
import { regex, rulesetOf } from '../../../test/support/spec.ts';
import { boundariesBetween, compile, nextBoundary, type Ruleset } from './index.ts';

describe('evaluation', () => {
  test('never throws and always gives a reason, whatever the context', () => {
    fc.assert(
      fc.property(ruleset, anyKey, anyContext, fc.double(), (rules, key, context, now) => {
        const decision = compile(rules, { regex }).evaluate(key, hostile(context), now);

        expect(decision.errorCode).not.toBe('GENERAL');
        expect(typeof decision.reason).toBe('string');
        expect(Object.isFrozen(decision)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('compiles and answers for rulesets that are anything at all below their two objects', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything()),
        fc.dictionary(fc.string(), fc.anything()),
        anyContext,
        (flags, segments, context) => {
          const rules = { ...rulesetOf({ flags: {} }), flags, segments } as Ruleset;
          const compiled = compile(rules, { regex });

          for (const key of compiled.flagKeys) {
            const decision = compiled.evaluate(key, hostile(context), 0);
            expect(typeof decision.reason).toBe('string');
            expect(compiled.explain(key, hostile(context), 0).decision).toEqual(decision);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is deterministic, also across compilations', () => {
    fc.assert(
      fc.property(ruleset, anyKey, plainContext, instant, (rules, key, context, now) => {
        const first = compile(rules, { regex });
        const second = compile(structuredClone(rules), { regex });

        expect(first.evaluate(key, context, now)).toBe(first.evaluate(key, context, now));
        expect(second.evaluate(key, context, now)).toEqual(first.evaluate(key, context, now));
      }),
    );
  });

  test('decides what its explanation decides, by exactly one step', () => {
    fc.assert(
      fc.property(ruleset, anyKey, anyContext, instant, (rules, key, context, now) => {
        const compiled = compile(rules, { regex });
        const { decision, rungs } = compiled.explain(key, hostile(context), now);

        expect(decision).toEqual(compiled.evaluate(key, hostile(context), now));
        expect(rungs.filter(({ outcome }) => outcome === 'decided')).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  test('does not touch the prototypes or the context', () => {
    fc.assert(
      fc.property(ruleset, anyKey, plainContext, instant, (rules, key, context, now) => {
        const before = { context: structuredClone(context), prototype: Reflect.ownKeys(Object.prototype) };

        compile(rules, { regex }).evaluate(key, context, now);

        expect(context).toEqual(before.context);
        expect(Reflect.ownKeys(Object.prototype)).toEqual(before.prototype);
      }),
    );
  });

  test('changes over time only at boundaries', () => {
    fc.assert(
      fc.property(ruleset, plainContext, instant, instant, (rules, context, one, other) => {
        const [after, until] = [Math.min(one, other), Math.max(one, other)];
        const compiled = compile(rules, { regex });
        const concerned = new Set(boundariesBetween(rules, after, until).flatMap(({ flags }) => flags));

        for (const key of compiled.flagKeys.filter((candidate) => !concerned.has(candidate)))
          expect(compiled.evaluate(key, context, until)).toBe(compiled.evaluate(key, context, after));
      }),
      { numRuns: 300 },
    );
  });
});

describe('boundaries', () => {
  test('the next one is the first of all that follow', () => {
    fc.assert(
      fc.property(ruleset, instant, (rules, after) => {
        const [first = null] = boundariesBetween(rules, after, Number.POSITIVE_INFINITY);

        expect(nextBoundary(rules, after)).toEqual(first);
      }),
    );
  });
});
