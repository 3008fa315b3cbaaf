import { init, type LDContext } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import type { Contestant, EvaluateLater } from './contestant.ts';
import { asked, fillerKeys, splitSalt, users } from './workload.ts';

const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

export async function createLaunchdarkly(): Promise<Contestant> {
  const data = new TestData();
  for (const flag of flags()) await data.usePreconfiguredFlag(flag);
  const client = init('sdk-key', { updateProcessor: data.getFactory(), sendEvents: false, logger: silent });
  await client.waitForInitialization({ timeout: 5 });
  const contexts: LDContext[] = users.map((user) => ({ kind: 'user', ...user }));
  const evaluate =
    (flagKey: string): EvaluateLater =>
    (index) =>
      client.variation(flagKey, contexts[index] ?? { kind: 'user', key: '' }, false);
  return {
    isAsync: true,
    evaluate: { on: evaluate('on'), conditions: evaluate('conditions'), split: evaluate('split') },
  };
}

function flags(): object[] {
  const half = [0, 1].map((variation) => ({ variation, weight: 50_000 }));
  return [
    ...[...fillerKeys, 'on'].map((key) => flag(key, { variation: 0 }, [])),
    flag('conditions', { variation: 1 }, [{ id: 'five', variation: 0, clauses }]),
    flag('split', { rollout: { contextKind: 'user', bucketBy: 'key', variations: half } }, []),
  ];
}

function flag(key: string, fallthrough: object, rules: object[]): object {
  const values = { variations: [true, false], offVariation: 1, salt: splitSalt };
  return { key, version: 1, on: true, ...values, targets: [], prerequisites: [], fallthrough, rules };
}

const clauses = [
  clause('email', 'endsWith', [asked.emailEndsWith]),
  clause('plan', 'in', asked.plans),
  clause('country', 'in', asked.countries),
  // There is no "greater or equal" for versions: not less.
  { ...clause('version', 'semVerLessThan', [asked.versionAtLeast]), negate: true },
  clause('age', 'greaterThanOrEqual', [asked.ageAtLeast]),
];

function clause(attribute: string, op: string, values: readonly unknown[]): object {
  return { contextKind: 'user', attribute, op, values, negate: false };
}
