import { readFileSync } from 'node:fs';
import { diff, type PatchEvent, type Ruleset, type RulesetEvent } from '@slipway/engine';
import { describe, expect, test } from 'vitest';
import {
  createHeldRuleset,
  type HeldRuleset,
  type Offer,
} from '../../packages/sdk/src/server/held-ruleset.ts';
import { advance, materialise, patchFrom } from '../../packages/server/src/delivery/materialise.ts';
import type { EnvironmentEntries } from '../../packages/server/src/rulesets/index.ts';
import { digestOf } from '../support/rulesets.ts';

type Outcome = 'applied' | 'ignored' | 'refetch';

interface Expected {
  outcome: Outcome;
  held: { epoch: number; version: number; digest: string; flags: string[]; segments: string[] } | null;
}

type Step = (
  | { event: 'ruleset'; data: RulesetEvent }
  | { event: 'patch'; data: PatchEvent }
  | { event: 'heartbeat'; data: object }
) & { expected: Expected };

interface StreamSpec {
  digests: (Pick<Ruleset, 'flags' | 'segments'> & { name: string; digest: string })[];
  sequences: { name: string; steps: Step[] }[];
}

const spec: StreamSpec = JSON.parse(readFileSync(new URL('../../spec/stream.json', import.meta.url), 'utf8'));

const outcomes: Record<Offer, Outcome> = {
  applied: 'applied',
  same: 'ignored',
  older: 'ignored',
  gap: 'refetch',
  mismatch: 'refetch',
  unreadable: 'refetch',
};

function take(held: HeldRuleset, step: Step): Outcome {
  if (step.event === 'heartbeat') return 'ignored';
  return outcomes[step.event === 'ruleset' ? held.offer(step.data) : held.offerPatch(step.data)];
}

function factsOf(ruleset: Ruleset | undefined): Expected['held'] {
  if (ruleset === undefined) return null;
  const { epoch, version, digest, flags, segments } = ruleset;
  return {
    epoch,
    version,
    digest,
    flags: Object.keys(flags).sort(),
    segments: Object.keys(segments).sort(),
  };
}

describe('spec/stream.json', () => {
  test.each(spec.digests)('digest: $name', ({ flags, segments, digest }) => {
    expect(digestOf({ flags, segments })).toBe(digest);
  });

  test.each(spec.sequences)('an SDK knows that $name', ({ steps }) => {
    const held = createHeldRuleset(digestOf, () => undefined);

    for (const step of steps)
      expect({ outcome: take(held, step), held: factsOf(held.current()) }).toEqual(step.expected);
  });

  test.each(appliedPairs())('the server sends, for $name, the patch from $from to $to', ({ a, b, patch }) => {
    const before = materialise(entriesOf(a), a.epoch, digestOf);
    const after = advance(before, changesOf(a, b), digestOf);

    expect({ ...patchFrom(after, a.version), now: patch.now }).toEqual(patch);
  });
});

/** Patches of the sequences with what they lead from and to, where the versions' contents are told by full rulesets. */
function appliedPairs() {
  const steps = spec.sequences.flatMap(({ name, steps }) => steps.map((step) => ({ name, step })));
  const fulls = new Map(
    steps.flatMap(({ step }) =>
      step.event === 'ruleset' && step.expected.outcome === 'applied'
        ? [[`${step.data.epoch}.${step.data.version}`, step.data as Ruleset] as const]
        : [],
    ),
  );
  return steps.flatMap(({ name, step }) => {
    if (step.event !== 'patch' || step.expected.outcome !== 'applied') return [];
    if (step.data.measureKeys !== undefined || 'later' in step.data) return [];
    const { epoch, from, to } = step.data;
    const [a, b] = [fulls.get(`${epoch}.${from}`), fulls.get(`${epoch}.${to}`)];
    return a && b ? [{ name, from, to, a, b, patch: step.data }] : [];
  });
}

function entriesOf(ruleset: Ruleset): EnvironmentEntries {
  const { project, environment, version, flags, segments } = ruleset;
  return {
    environmentId: 1,
    projectKey: project,
    environmentKey: environment,
    kind: 'permanent',
    version,
    changedAt: new Date(0),
    entries: [
      ...Object.entries(flags).map(([key, { version: changedIn, ...value }]) => ({
        kind: 'flag' as const,
        key,
        version: changedIn,
        value,
      })),
      ...Object.entries(segments).map(([key, value]) => ({ kind: 'segment' as const, key, version, value })),
    ],
    removed: [],
  };
}

/** What the database answers to who knows `a` when the present is `b`. */
function changesOf(a: Ruleset, b: Ruleset): EnvironmentEntries {
  const { flags, segments, removedFlags, removedSegments } = diff(a, b);
  const changed = entriesOf({ ...b, flags, segments });
  return {
    ...changed,
    removed: [
      ...removedFlags.map((key) => ({ kind: 'flag' as const, key })),
      ...removedSegments.map((key) => ({ kind: 'segment' as const, key })),
    ],
  };
}
