import type { EvaluationContext, Logger } from '@openfeature/core';
import { FlagdCore } from '@openfeature/flagd-core';
import type { Contestant, Evaluate } from './contestant.ts';
import { asked, fillerKeys, splitSalt, users } from './workload.ts';

const silent: Logger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

export function createFlagd(): Contestant {
  const core = new FlagdCore(undefined, silent);
  core.setConfigurations(JSON.stringify({ flags: flags() }));
  const contexts: EvaluationContext[] = users.map(({ key, ...attributes }) => ({
    targetingKey: key,
    ...attributes,
  }));
  const evaluate =
    (flagKey: string): Evaluate =>
    (index) =>
      core.resolveBooleanEvaluation(flagKey, false, contexts[index], silent).value;
  return {
    isAsync: false,
    evaluate: { on: evaluate('on'), conditions: evaluate('conditions'), split: evaluate('split') },
  };
}

function flags(): Record<string, unknown> {
  const base = { state: 'ENABLED', variants: { on: true, off: false } };
  const plain = { ...base, defaultVariant: 'on' };
  const unit = { cat: [splitSalt, { var: 'targetingKey' }] };
  return {
    ...Object.fromEntries(fillerKeys.map((key) => [key, plain])),
    on: plain,
    conditions: { ...base, defaultVariant: 'off', targeting: { if: [{ and: conditions }, 'on', 'off'] } },
    split: {
      ...base,
      defaultVariant: 'off',
      targeting: { fractional: [unit, ['on', 50_000], ['off', 50_000]] },
    },
  };
}

const conditions = [
  { ends_with: [{ var: 'email' }, asked.emailEndsWith] },
  { in: [{ var: 'plan' }, asked.plans] },
  { in: [{ var: 'country' }, asked.countries] },
  { sem_ver: [{ var: 'version' }, '>=', asked.versionAtLeast] },
  { '>=': [{ var: 'age' }, asked.ageAtLeast] },
];
