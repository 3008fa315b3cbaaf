import {
  createEnvironment,
  createProject,
  createSegment,
  createToken,
  type Endpoint,
  endpoints,
  type Grant,
  grantable,
  type Permission,
  type Role,
  roles,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits, scopes } from '../../packages/server/src/access/index.ts';
import { createApp, nobody } from '../../packages/server/src/platform/http/index.ts';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import { type PersonDraft, type TestPeople, testPeople } from '../support/people.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';

/** Promise 5: deny by default, and by object. What is expected follows from the contract's tables alone. */

type Headers = Record<string, string>;

/** Somebody who asks, with what the tables give them in the project "academy" and nowhere else. */
interface Actor {
  name: string;
  /** New for each request: some requests end the credential. */
  credential(): Promise<Headers>;
  may: readonly Permission[];
  /** Where only one environment counts. */
  mayIn?: { permission: Permission; environment: string };
  /** Which projects are there at all for them; default "academy". */
  reach?: 'every project' | 'no project';
  isKnown?: boolean;
}

const roleNames = Object.keys(roles) as Role[];
const accountRoles = roleNames.filter((role) => role !== 'stakeholder');
const scopeNames = ['server', 'client', 'deploy', 'admin'] as const;
const everything: readonly Permission[] = endpoints
  .map(({ permission }) => permission)
  .filter((permission) => permission !== 'ruleset:read' && permission !== 'telemetry:write');
const ofPeople: readonly Permission[] = ['self:read', 'self:write'];

const here = 'production';
const elsewhere = 'staging';

let slipway: TestSlipway;
let people: TestPeople;
const actors = new Map<string, Actor>();

beforeAll(async () => {
  slipway = await startTestServer({ config: { rateLimit: 0 } });
  people = testPeople(slipway);
  for (const key of ['academy', 'other']) {
    await slipway.client.call(createProject, { body: { key } });
    for (const environment of [here, elsewhere])
      await slipway.client.call(createEnvironment, { params: { project: key }, body: { key: environment } });
    await slipway.client.call(createSegment, { params: { project: key }, body: { key: 'vip' } });
  }
  for (const actor of await everybody()) actors.set(actor.name, actor);
});
afterAll(async () => {
  await people.close();
  await slipway.close();
});

const everywhere = ['the owner', 'the administrator of the installation'];
const names = [
  'nobody',
  'a token that was revoked',
  'a cookie that nobody was given',
  'a person without a project',
  ...everywhere,
  ...roleNames.map((role) => `a ${role}`),
  ...grantable.map((permission) => `a stakeholder with ${permission}`),
  ...limited().map((permission) => `a stakeholder with ${permission} in production only`),
  ...scopeNames.map((scope) => `a ${scope} token`),
  ...accountRoles.map((role) => `a service account as ${role}`),
  'a service account as viewer with flag:kill',
];

function limited(): Grant['permission'][] {
  return grantable.filter((permission) => limits[permission]?.includes('environment'));
}

async function everybody(): Promise<Actor[]> {
  return [
    { name: 'nobody', credential: async () => ({}), may: [], isKnown: false },
    { name: 'a token that was revoked', credential: await revoked(), may: [], isKnown: false },
    {
      name: 'a cookie that nobody was given',
      credential: async () => ({ cookie: `slipway=${'A'.repeat(43)}`, origin: slipway.url }),
      may: [],
      isKnown: false,
    },
    { ...(await person('a person without a project', {}, ofPeople)), reach: 'no project' },
    { ...(await person('the owner', { isOwner: true }, everything)), reach: 'every project' },
    {
      name: 'the administrator of the installation',
      credential: async () => bearer(slipway.adminToken),
      may: everything,
      reach: 'every project',
    },
    ...(await Promise.all(roleNames.map((role) => member(`a ${role}`, role, [])))),
    ...(await Promise.all(
      grantable.map((permission) =>
        member(`a stakeholder with ${permission}`, 'stakeholder', [{ permission }]),
      ),
    )),
    ...(await Promise.all(limited().map(limitedMember))),
    ...(await Promise.all(scopeNames.map((scope) => token(`a ${scope} token`, { scope }, scopes[scope])))),
    ...(await Promise.all(
      accountRoles.map((role) =>
        token(`a service account as ${role}`, { scope: 'admin', role }, roles[role]),
      ),
    )),
    await token(
      'a service account as viewer with flag:kill',
      { scope: 'admin', role: 'viewer', grants: [{ permission: 'flag:kill' }] },
      [...roles.viewer, 'flag:kill'],
    ),
  ];
}

/** Some five thousand requests. */
const PATIENCE_MS = 60_000;

describe('every route', { timeout: PATIENCE_MS }, () => {
  test('is asked by everybody there is', () => {
    expect([...actors.keys()]).toEqual(names);
    expect(endpoints.length).toBeGreaterThan(60);
  });

  test.each(names)('answers %s as its permission says', async (name) => {
    expect(await wrongAnswers(actorNamed(name), endpoints, 'academy', here)).toEqual([]);
  });

  test.each(names)('in another environment answers %s as its permission says', async (name) => {
    expect(await wrongAnswers(actorNamed(name), inEnvironment, 'academy', elsewhere)).toEqual([]);
  });

  test.each(names)('of a foreign project is not there for %s', async (name) => {
    expect(await wrongAnswers(actorNamed(name), inProject, 'other', here)).toEqual([]);
  });

  test.each(names.filter((name) => !everywhere.includes(name)))(
    'of a project that does not exist answers %s as a foreign one does',
    async (name) => {
      expect(await wrongAnswers(actorNamed(name), inProject, 'nowhere', here)).toEqual([]);
    },
  );

  test('that declares no permission stops the server from starting', () => {
    const gate = {
      authenticate: async () => ({ principal: nobody, setCookie: null }),
      authorise: () => undefined,
    };
    const app = createApp({ log: createLog('silent'), gate });

    expect(() => app.get('/api/v1/secrets', () => 'secret')).toThrow('declares no permission');
  });
});

const inProject = endpoints.filter(({ path }) => path.includes('/:project'));
const inEnvironment = endpoints.filter(({ path }) => path.includes('/:environment'));

async function wrongAnswers(
  actor: Actor,
  asked: readonly Endpoint[],
  project: string,
  environment: string,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const endpoint of asked) {
    const expected = expectedOf(actor, endpoint, project, environment);
    const answered = await ask(actor, endpoint, project, environment);
    if (answered !== expected) wrong.push(`${endpoint.id}: ${answered} instead of ${expected}`);
  }
  return wrong;
}

type Outcome = 'passes' | '401 unauthenticated' | '403 forbidden' | '404 project-not-found';

function expectedOf(actor: Actor, endpoint: Endpoint, project: string, environment: string): Outcome {
  const { permission, path } = endpoint;
  if (permission === 'public') return 'passes';
  if (actor.isKnown === false) return '401 unauthenticated';
  if (path.includes('/:project') && !reaches(actor, project)) return '404 project-not-found';
  return isGranted(actor, endpoint, environment) ? 'passes' : '403 forbidden';
}

function reaches({ reach }: Actor, project: string): boolean {
  if (reach === 'no project') return false;
  return reach === 'every project' || project === 'academy';
}

function isGranted(actor: Actor, { permission, path }: Endpoint, environment: string): boolean {
  const named = path.includes('/:environment') ? environment : null;
  if (actor.may.includes(permission))
    // A stakeholder is invited to `here` and to nothing else.
    return !(permission === 'object:read' && isInvited(actor) && named === elsewhere);
  return actor.mayIn?.permission === permission && named === actor.mayIn.environment;
}

function isInvited({ name, may }: Actor): boolean {
  return name.startsWith('a stakeholder') && may.includes('object:read');
}

/** What passes comes to its own refusals: no body, an unknown flag and so on. */
async function ask(
  actor: Actor,
  { method, path }: Endpoint,
  project: string,
  environment: string,
): Promise<string> {
  const cut = new AbortController();
  const target = path
    .replace(':project', project)
    .replace(':environment', environment)
    .replace(':segment', 'vip')
    .replace(/:\w+/g, '999999999');
  const answer = await fetch(slipway.url + target, {
    method: method.toUpperCase(),
    headers: await actor.credential(),
    redirect: 'manual',
    signal: cut.signal,
  });
  const isProblem = answer.headers.get('content-type')?.includes('problem') ?? false;
  const { code }: { code?: string } = isProblem ? await answer.json() : {};
  cut.abort();
  const isRefusal = code !== undefined && refusals.includes(code);
  return isRefusal || answer.status >= 500 ? `${answer.status} ${code}` : 'passes';
}

const refusals = ['unauthenticated', 'forbidden', 'project-not-found'];

function actorNamed(name: string): Actor {
  const actor = actors.get(name);
  if (!actor) throw new Error(`There is no ${name}.`);
  return actor;
}

async function person(name: string, draft: PersonDraft, may: readonly Permission[]): Promise<Actor> {
  const someone = await people.person(name, draft);
  const credential = async () => ({ cookie: (await someone.signIn()).cookie, origin: slipway.url });
  return { name, credential, may };
}

async function member(name: string, role: Role, grants: readonly Grant[]): Promise<Actor> {
  const environments = role === 'stakeholder' ? [here] : [];
  const may = [...roles[role], ...grants.map(({ permission }) => permission)];
  return person(name, { member: { academy: { role, grants, environments } } }, may);
}

async function limitedMember(permission: Grant['permission']): Promise<Actor> {
  const name = `a stakeholder with ${permission} in production only`;
  const grants = [{ permission, environment: here }];
  const actor = await member(name, 'stakeholder', grants);
  return { ...actor, may: roles.stakeholder, mayIn: { permission, environment: here } };
}

interface TokenBody {
  scope: (typeof scopeNames)[number];
  role?: Exclude<Role, 'stakeholder'>;
  grants?: Grant[];
}

async function token(name: string, draft: TokenBody, may: readonly Permission[]): Promise<Actor> {
  const { token: secret } = await newToken(name, draft);
  return { name, credential: async () => bearer(secret), may };
}

async function newToken(name: string, draft: TokenBody): Promise<{ id: string; token: string }> {
  const ofEnvironment = draft.scope === 'server' || draft.scope === 'client';
  return slipway.client.call(createToken, {
    params: { project: 'academy' },
    body: { name, ...draft, ...(ofEnvironment ? { environment: here } : {}) },
  });
}

async function revoked(): Promise<Actor['credential']> {
  const { id, token: secret } = await newToken('revoked', { scope: 'admin' });
  await people.database.pool.query('update tokens set revoked_at = now() where id = $1', [id]);
  return async () => bearer(secret);
}

function bearer(secret: string): Headers {
  return { authorization: `Bearer ${secret}` };
}
