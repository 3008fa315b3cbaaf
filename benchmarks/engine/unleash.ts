import { once } from 'node:events';
import { type Context, InMemStorageProvider, Unleash } from 'unleash-client';
import type { Contestant, Evaluate } from './contestant.ts';
import { asked, fillerKeys, splitSalt, users } from './workload.ts';

export async function createUnleash(): Promise<Contestant> {
  const unleash = await startOffline();
  const contexts: Context[] = users.map(({ key, age, ...attributes }) => ({
    userId: key,
    properties: { ...attributes, age: String(age) },
  }));
  const evaluate =
    (flagKey: string): Evaluate =>
    (index) =>
      unleash.isEnabled(flagKey, contexts[index]);
  return {
    isAsync: false,
    evaluate: { on: evaluate('on'), conditions: evaluate('conditions'), split: evaluate('split') },
  };
}

/** Bootstrapped and without metrics: nothing runs beside the evaluation. Its one fetch is refused on loopback. */
async function startOffline(): Promise<Unleash> {
  const unleash = new Unleash({
    appName: 'bench',
    url: 'http://127.0.0.1:1/',
    refreshInterval: 0,
    disableMetrics: true,
    skipInstanceCountWarning: true,
    storageProvider: new InMemStorageProvider(),
    bootstrap: { data: features() },
    disableAutoStart: true,
  });
  unleash.on('error', () => {});
  unleash.on('warn', () => {});
  const ready = once(unleash, 'ready');
  await unleash.start();
  await ready;
  return unleash;
}

function features(): Feature[] {
  const all = { name: 'default', parameters: {}, constraints: [] };
  const half = { rollout: '50', stickiness: 'userId', groupId: splitSalt };
  return [
    ...[...fillerKeys, 'on'].map((name) => feature(name, all)),
    feature('conditions', { ...all, constraints: constraints() }),
    feature('split', { name: 'flexibleRollout', parameters: half, constraints: [] }),
  ];
}

type Features = NonNullable<NonNullable<ConstructorParameters<typeof Unleash>[0]['bootstrap']>['data']>;
type Feature = Features[number];
type Strategy = NonNullable<Feature['strategies']>[number];

function feature(name: string, strategy: Strategy): Feature {
  return { name, enabled: true, strategies: [strategy] };
}

function constraints(): Strategy['constraints'] {
  return JSON.parse(
    JSON.stringify([
      { contextName: 'email', operator: 'STR_ENDS_WITH', inverted: false, values: [asked.emailEndsWith] },
      { contextName: 'plan', operator: 'IN', inverted: false, values: asked.plans },
      { contextName: 'country', operator: 'IN', inverted: false, values: asked.countries },
      {
        contextName: 'version',
        operator: 'SEMVER_GTE',
        inverted: false,
        values: [],
        value: asked.versionAtLeast,
      },
      {
        contextName: 'age',
        operator: 'NUM_GTE',
        inverted: false,
        values: [],
        value: String(asked.ageAtLeast),
      },
    ]),
  );
}
