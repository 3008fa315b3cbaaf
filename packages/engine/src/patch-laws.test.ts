import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyKey, flag, instant, plainContext, ruleset } from '../../../test/support/arbitrary-ruleset.ts';
import { regex } from '../../../test/support/spec.ts';
import { affectedFlags, apply, canonicalJson, compile, createDigest, diff } from './index.ts';

describe('patches', () => {
  const digest = createDigest((content) => createHash('sha256').update(content).digest('hex'));

  test('turn one ruleset into the other', () => {
    fc.assert(
      fc.property(ruleset, ruleset, (a, b) => {
        const patched = apply(a, diff(a, b));

        expect(canonicalJson({ ...patched, overrides: patched.overrides ?? null })).toBe(
          canonicalJson({
            ...b,
            overrides: b.overrides ?? null,
            ...(a.measureKeys === undefined || b.measureKeys !== undefined ? {} : { measureKeys: {} }),
          }),
        );
      }),
    );
  });

  test('leave the same answers as a whole ruleset', () => {
    fc.assert(
      fc.property(ruleset, ruleset, anyKey, plainContext, instant, (a, b, key, context, now) => {
        const patched = compile(apply(a, diff(a, b)), { regex });

        expect(patched.evaluate(key, context, now)).toEqual(
          compile(b, { regex }).evaluate(key, context, now),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('leave the same answers when unchanged flags are taken over from the version before', () => {
    fc.assert(
      fc.property(
        ruleset,
        ruleset,
        flag,
        anyKey,
        plainContext,
        instant,
        (a, b, changed, key, context, now) => {
          const before = compile(a, { regex });
          const inBetween = compile(apply(a, diff(a, { ...a, flags: { ...a.flags, a: changed } })), {
            regex,
            previous: before,
          });
          const after = compile(apply(inBetween.ruleset, diff(inBetween.ruleset, b)), {
            regex,
            previous: inBetween,
          });
          const oneSegment = compile({ ...a, segments: b.segments }, { regex, previous: before });

          for (const compiled of [inBetween, after, oneSegment])
            expect(compiled.evaluate(key, context, now)).toEqual(
              compile(structuredClone(compiled.ruleset), { regex }).evaluate(key, context, now),
            );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('survive JSON', () => {
    fc.assert(
      fc.property(ruleset, ruleset, (a, b) => {
        const sent = JSON.parse(JSON.stringify(diff(a, b)));

        expect(digest(apply(a, sent))).toBe(digest(b));
      }),
    );
  });

  test('have the digest of the whole, computed from what changed', () => {
    fc.assert(
      fc.property(ruleset, ruleset, (a, b) => {
        const fresh = createDigest((content) => createHash('sha256').update(content).digest('hex'));
        digest(a);

        expect(digest(apply(a, diff(a, b)))).toBe(fresh(structuredClone(b)));
      }),
    );
  });

  test('keep unchanged flags and segments as the same objects', () => {
    fc.assert(
      fc.property(ruleset, ruleset, (a, b) => {
        const patch = diff(a, b);
        const patched = apply(a, patch);

        for (const [key, item] of Object.entries(patched.flags))
          if (!Object.hasOwn(patch.flags, key)) expect(item).toBe(a.flags[key]);
        for (const [key, item] of Object.entries(patched.segments))
          if (!Object.hasOwn(patch.segments, key)) expect(item).toBe(a.segments[key]);
      }),
    );
  });

  test('between equal rulesets are empty', () => {
    fc.assert(
      fc.property(ruleset, (a) => {
        const { flags, removedFlags, segments, removedSegments, ...rest } = diff(a, structuredClone(a));

        expect([Object.keys(flags), removedFlags, Object.keys(segments), removedSegments]).toEqual([
          [],
          [],
          [],
          [],
        ]);
        expect(rest).toEqual({ epoch: a.epoch, from: a.version, to: a.version, digest: a.digest });
      }),
    );
  });

  test('alter the answers of affected flags only', () => {
    fc.assert(
      fc.property(ruleset, ruleset, plainContext, instant, (a, b, context, now) => {
        const { flags, removedFlags, segments, removedSegments } = diff(a, b);
        const changed = {
          flags: [...Object.keys(flags), ...removedFlags],
          segments: [...Object.keys(segments), ...removedSegments],
        };
        const affected = new Set([...affectedFlags(a, changed), ...affectedFlags(b, changed)]);
        const [before, after] = [compile(a, { regex }), compile(b, { regex })];

        for (const key of after.flagKeys.filter((candidate) => !affected.has(candidate)))
          expect(after.evaluate(key, context, now)).toEqual(before.evaluate(key, context, now));
      }),
      { numRuns: 300 },
    );
  });
});
