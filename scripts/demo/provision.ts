import {
  ApiError,
  type CallInput,
  type Client,
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  type FlagConfig,
  type FlagDraft,
  getFlagState,
  getSegment,
  listTokens,
  putFlagConfig,
  revokeToken,
  switchFlag,
  updateSegment,
} from '@slipway/api';

export const project = 'academy';
export const environments = ['production', 'staging'] as const;
export type EnvironmentKey = (typeof environments)[number];

type Draft = NonNullable<CallInput<typeof createFlag>['body']> & Pick<FlagDraft, 'key'>;

const flags: Draft[] = [
  {
    key: 'course-recommendations',
    name: 'Course recommendations',
    description: 'A shelf of recommended courses on the catalogue and on course pages.',
    tags: ['catalogue'],
    observe: true,
  },
  {
    key: 'new-checkout',
    name: 'New checkout',
    description: 'Enrolment in one step. Changes the web and the api service.',
    tags: ['enrolment'],
    observe: true,
  },
  {
    key: 'search-ranking',
    name: 'Search ranking',
    description: 'Order of search results.',
    type: 'string',
    kind: 'experiment',
    variants: { relevance: 'relevance', popularity: 'popularity', newest: 'newest' },
    offVariant: 'relevance',
    onVariant: 'popularity',
    tags: ['catalogue'],
  },
  {
    key: 'enrolment-limit',
    name: 'Enrolment limit',
    description: 'How many courses one may be enrolled in at once.',
    type: 'number',
    kind: 'operational',
    variants: { standard: 3, generous: 10 },
    offVariant: 'standard',
    onVariant: 'generous',
    tags: ['enrolment'],
  },
];

/** Creates what the demo needs and is not there yet. Answers one fresh server token per environment. */
export async function provision(client: Client): Promise<Record<EnvironmentKey, string>> {
  await unlessTaken(client.call(createProject, { body: { key: project, name: 'Academy' } }));
  for (const key of environments)
    await unlessTaken(client.call(createEnvironment, { params: { project }, body: { key } }));
  await describeInternal(client);
  for (const body of flags) {
    const created = await unlessTaken(client.call(createFlag, { params: { project }, body }));
    if (created) await switchOnInStaging(client, body.key);
  }
  return {
    production: await serverToken(client, 'production'),
    staging: await serverToken(client, 'staging'),
  };
}

/** Writes a flag's config in one environment on top of what is there. */
export async function configure(
  client: Client,
  flag: string,
  environment: EnvironmentKey,
  edit: (config: FlagConfig) => FlagConfig,
  reason: string,
): Promise<void> {
  const params = { project, flag, environment };
  const { body, etag } = await client.request(getFlagState, { params });
  await client.call(putFlagConfig, {
    params,
    body: { ...edit(body.config), reason },
    ...(etag ? { ifMatch: etag } : {}),
  });
}

/** One flag in one environment, as its switch in the dashboard does. */
export async function switchIn(
  client: Client,
  params: { project: string; environment: string; flag: string },
  enabled: boolean,
): Promise<void> {
  const { etag } = await client.request(getFlagState, { params });
  await client.call(switchFlag, { params, ifMatch: etag ?? '', body: { enabled } });
}

async function switchOnInStaging(client: Client, flag: string): Promise<void> {
  await configure(
    client,
    flag,
    'staging',
    (config) => ({ ...config, enabled: true }),
    'Everything is on in staging.',
  );
}

async function describeInternal(client: Client): Promise<void> {
  const params = { project, segment: 'internal' };
  const { body, etag } = await client.request(getSegment, { params });
  if (body.content.rules.length > 0) return;
  const conditions = [{ attribute: 'email', operator: 'ends-with' as const, values: ['@academy.example'] }];
  await client.call(updateSegment, {
    params,
    body: {
      name: body.name,
      description: 'People who work at Academy.',
      content: { ...body.content, rules: [{ conditions }] },
    },
    ...(etag ? { ifMatch: etag } : {}),
  });
}

/** A fresh one: the one before was shown once and is not known any more. */
async function serverToken(client: Client, environment: EnvironmentKey): Promise<string> {
  const name = `demo ${environment}`;
  const { items } = await client.call(listTokens, { params: { project }, query: { limit: 200 } });
  for (const { id } of items.filter((token) => token.name === name))
    await client.call(revokeToken, { params: { project, token: id } });
  const created = await client.call(createToken, {
    params: { project },
    body: { name, scope: 'server', environment },
  });
  return created.token;
}

/** Null where that key is taken already. */
export async function unlessTaken<T>(creation: Promise<T>): Promise<T | null> {
  try {
    return await creation;
  } catch (error) {
    if (error instanceof ApiError && error.problem.code.endsWith('-key-taken')) return null;
    throw error;
  }
}
