import {
  archiveFlag,
  type Client,
  createEnvironment,
  createFlag,
  createSegment,
  type FlagConfig,
  getFlag,
  killFlag,
  listFlags,
} from '@slipway/api';
import { configure, project } from './provision.ts';

/** Who acts in the story. */
interface Cast {
  developer: Client;
  releaser: Client;
}

const DAY_MS = 86_400_000;
const salted = (salt: string, weights: [string, number][]): FlagConfig['fallthrough'] => ({
  split: { by: 'targetingKey', salt, algorithm: 1, weights },
});

/** What a team has done by the time one looks: made once, by whoever would do it. */
export async function tellStory({ developer, releaser }: Cast): Promise<void> {
  const params = { project };
  const { items } = await developer.call(listFlags, { params, query: { limit: 200, archived: 'true' } });
  if (items.some(({ key }) => key === 'summer-sale')) return;
  await developer.call(createSegment, {
    params,
    body: {
      key: 'beta-learners',
      name: 'Beta learners',
      description: 'Paying learners in the countries where new things are tried first.',
      content: {
        include: [],
        exclude: [],
        rules: [
          {
            conditions: [
              { attribute: 'plan', operator: 'one-of', values: ['pro', 'team'] },
              { attribute: 'country', operator: 'one-of', values: ['DE', 'FR'] },
            ],
          },
        ],
      },
    },
  });
  await developFlags(developer);
  await rollOut(developer, releaser);
  await developer.call(createEnvironment, {
    params,
    body: { key: 'checkout-review', name: 'Checkout review', kind: 'on-demand', base: 'staging' },
  });
}

async function developFlags(developer: Client): Promise<void> {
  const params = { project };
  const drafts = [
    {
      key: 'certificate-sharing',
      name: 'Certificate sharing',
      description: 'A public page for each certificate.',
      tags: ['learning'],
      owner: 'Developer',
    },
    {
      key: 'autumn-campaign',
      name: 'Autumn campaign',
      description: 'The banner and the prices of the campaign.',
      kind: 'operational' as const,
      tags: ['catalogue', 'marketing'],
      owner: 'Product owner',
    },
    { key: 'summer-sale', name: 'Summer sale', kind: 'operational' as const, tags: ['marketing'] },
  ];
  for (const body of drafts) await developer.call(createFlag, { params, body });
  const summer = { ...params, flag: 'summer-sale' };
  const { etag } = await developer.request(getFlag, { params: summer });
  await developer.call(archiveFlag, {
    params: summer,
    body: { reason: 'The sale is over.' },
    ifMatch: etag ?? '*',
  });
}

async function rollOut(developer: Client, releaser: Client): Promise<void> {
  await configure(
    developer,
    'search-ranking',
    'production',
    (config) => ({
      ...config,
      enabled: true,
      fallthrough: salted('search-ranking', [
        ['relevance', 34_000],
        ['popularity', 33_000],
        ['newest', 33_000],
      ]),
    }),
    'Which order leads to more enrolments?',
  );
  await configure(
    developer,
    'enrolment-limit',
    'production',
    (config) => ({
      ...config,
      enabled: true,
      rules: [
        {
          id: 'teams',
          conditions: [{ attribute: 'plan', operator: 'one-of', values: ['team'] }],
          serve: { variant: 'generous' },
        },
      ],
      fallthrough: { variant: 'standard' },
    }),
    'Teams asked for more places.',
  );
  await configure(
    releaser,
    'new-checkout',
    'production',
    (config) => ({
      ...config,
      enabled: true,
      rules: [
        { id: 'internal', conditions: [{ segment: 'internal' }], serve: { variant: 'on' } },
        {
          id: 'beta',
          conditions: [{ segment: 'beta-learners' }],
          serve: salted('new-checkout', [
            ['on', 50_000],
            ['off', 50_000],
          ]),
        },
      ],
      fallthrough: salted('new-checkout', [
        ['on', 10_000],
        ['off', 90_000],
      ]),
    }),
    'Half of the beta learners, ten per cent of the others.',
  );
  await configure(
    releaser,
    'autumn-campaign',
    'production',
    (config) => ({ ...config, schedule: [{ at: nextMorning(Date.now()), enabled: true }] }),
    'Starts tomorrow with the newsletter.',
  );
  const certificates = { project, flag: 'certificate-sharing', environment: 'production' };
  await configure(
    developer,
    'certificate-sharing',
    'production',
    (config) => ({ ...config, enabled: true }),
    'Reviewed and tested.',
  );
  await developer.call(killFlag, {
    params: certificates,
    body: { reason: 'Shared pages show drafts.' },
  });
}

/** Eight o’clock UTC of the next day, in epoch ms. */
function nextMorning(now: number): number {
  return Math.floor(now / DAY_MS + 1) * DAY_MS + 8 * 3_600_000;
}
