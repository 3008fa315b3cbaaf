import { GrowthBookClient, type UserContext } from '@growthbook/growthbook';
import type { Contestant, Evaluate } from './contestant.ts';
import { asked, fillerKeys, splitSalt, users } from './workload.ts';

export function createGrowthbook(): Contestant {
  const client = new GrowthBookClient().initSync({ payload: { features: features() } });
  const contexts: UserContext[] = users.map(({ key, ...attributes }) => ({
    attributes: { id: key, ...attributes },
  }));
  const evaluate =
    (flagKey: string): Evaluate =>
    (index) =>
      client.isOn(flagKey, contexts[index] ?? {});
  return {
    isAsync: false,
    evaluate: { on: evaluate('on'), conditions: evaluate('conditions'), split: evaluate('split') },
  };
}

function features(): Record<string, { defaultValue: boolean; rules?: object[] }> {
  return {
    ...Object.fromEntries(fillerKeys.map((key) => [key, { defaultValue: true }])),
    on: { defaultValue: true },
    conditions: { defaultValue: false, rules: [{ condition, force: true }] },
    split: {
      defaultValue: false,
      rules: [{ force: true, coverage: 0.5, hashAttribute: 'id', hashVersion: 2, seed: splitSalt }],
    },
  };
}

const condition = {
  email: { $regex: `${asked.emailEndsWith.replaceAll('.', '\\.')}$` },
  plan: { $in: asked.plans },
  country: { $in: asked.countries },
  version: { $vgte: asked.versionAtLeast },
  age: { $gte: asked.ageAtLeast },
};
