import { type Context, compile, type Flag, type Ruleset, type Serve } from '@slipway/engine';
import type { Contestant, Evaluate } from './contestant.ts';
import { asked, fillerKeys, splitSalt, users } from './workload.ts';

const noon = 1_795_000_000_000;

export function createSlipway(): Contestant {
  const ruleset = {
    flags: flags(),
    segments: {},
    format: 1,
    project: 'bench',
    environment: 'bench',
  } as const;
  const compiled = compile({ ...ruleset, epoch: 1, version: 1, digest: '' } satisfies Ruleset, {
    regex: (pattern) => new RegExp(pattern),
  });
  const contexts: Context[] = users.map(({ key, ...attributes }) => ({ targetingKey: key, ...attributes }));
  const evaluate =
    (flagKey: string): Evaluate =>
    (index) =>
      compiled.evaluate(flagKey, contexts[index] ?? {}, noon).value === true;
  return {
    isAsync: false,
    evaluate: { on: evaluate('on'), conditions: evaluate('conditions'), split: evaluate('split') },
  };
}

function flags(): Record<string, Flag> {
  const filler = fillerKeys.map((key) => [key, flag({ variant: 'on' })]);
  const split = { by: 'targetingKey', salt: splitSalt, algorithm: 1 } as const;
  return {
    ...Object.fromEntries(filler),
    on: flag({ variant: 'on' }),
    conditions: { ...flag({ variant: 'off' }), rules: [rule] },
    split: flag({
      split: {
        ...split,
        weights: [
          ['on', 50_000],
          ['off', 50_000],
        ],
      },
    }),
  };
}

const rule: Flag['rules'][number] = {
  id: 'five',
  conditions: [
    { attribute: 'email', operator: 'ends-with', values: [asked.emailEndsWith] },
    { attribute: 'plan', operator: 'one-of', values: [...asked.plans] },
    { attribute: 'country', operator: 'one-of', values: [...asked.countries] },
    { attribute: 'version', operator: 'semver-greater-or-equal', values: [asked.versionAtLeast] },
    { attribute: 'age', operator: 'greater-or-equal', values: [asked.ageAtLeast] },
  ],
  serve: { variant: 'on' },
};

function flag(fallthrough: Serve): Flag {
  return {
    type: 'boolean',
    version: 1,
    clientVisible: false,
    variants: { on: true, off: false },
    offVariant: 'off',
    safeVariant: null,
    killed: false,
    enabled: true,
    schedule: [],
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough,
  };
}
