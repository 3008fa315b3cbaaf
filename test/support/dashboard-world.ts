import {
  acceptInvitation,
  type Client,
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  getEnvironment,
  invite,
  protectEnvironment,
  type Role,
  setUp,
} from '@slipway/api';
import type { BrowserContextOptions } from 'playwright-core';
import { type Chromium, openChromium, type Visitor } from './chromium.ts';
import { startTestServer, type TestSlipway } from './server.ts';

export const password = 'correct horse battery';
export type Who = 'owner' | Exclude<Role, 'administrator'>;

export interface DashboardWorld {
  readonly server: TestSlipway;
  readonly chromium: Chromium;
  readonly project: string;
  /** Production’s, for a service. */
  readonly serverToken: string;
  /** As administrator. */
  readonly client: Client;
  /** A browser in which somebody has signed in by the sign-in page’s own call. */
  signIn(who: Who, options?: BrowserContextOptions): Promise<Visitor>;
  close(): Promise<void>;
}

export function emailOf(who: string): string {
  return `${who}@slipway.example`;
}

type Prepare = (client: Client, project: string) => Promise<void>;

/**
 * A project with a staging, a flag, somebody in each role and a protected production: `prepare` comes before the
 * protection.
 */
export async function plantDashboard(prepare: Prepare = async () => {}): Promise<DashboardWorld> {
  const [server, chromium] = await Promise.all([startTestServer(), openChromium()]);
  const { client } = server;
  const project = 'academy';
  const params = { project };
  await client.call(setUp, { body: { email: emailOf('owner'), name: 'Owner', password } });
  await client.call(createProject, { body: { key: project, name: 'Academy' } });
  for (const name of ['Production', 'Staging'])
    await client.call(createEnvironment, { params, body: { key: name.toLowerCase(), name } });
  await client.call(createFlag, {
    params,
    body: {
      key: 'course-recommendations',
      name: 'Course recommendations',
      tags: ['catalogue'],
      owner: 'Developer',
      observe: true,
    },
  });
  const roles: Role[] = ['viewer', 'developer', 'releaser', 'stakeholder'];
  await Promise.all(roles.map((role) => join(server, project, role)));
  const token = { name: 'web', scope: 'server', environment: 'production' } as const;
  const { token: serverToken } = await client.call(createToken, { params, body: token });
  await prepare(client, project);
  await protect(client, project);
  return {
    server,
    chromium,
    project,
    serverToken,
    client,
    signIn: (who, options) => signIn(chromium, server.url, who, options),
    async close() {
      await chromium.close();
      await server.close();
    },
  };
}

async function join(server: TestSlipway, project: string, role: Role): Promise<void> {
  const environments = role === 'stakeholder' ? ['staging'] : [];
  const body = { email: emailOf(role), role, environments };
  const { link } = await server.client.call(invite, { params: { project }, body });
  const name = role.slice(0, 1).toUpperCase() + role.slice(1);
  const token = new URL(link).hash.slice(1);
  await server.as(undefined).call(acceptInvitation, { body: { token, name, password } });
}

async function protect(client: Client, project: string): Promise<void> {
  const params = { project, environment: 'production' };
  const { etag } = await client.request(getEnvironment, { params });
  await client.call(protectEnvironment, {
    params,
    body: { isProtected: true, approvals: 1 },
    ifMatch: etag ?? '',
  });
}

async function signIn(
  chromium: Chromium,
  url: string,
  who: Who,
  options?: BrowserContextOptions,
): Promise<Visitor> {
  const visitor = await chromium.open(url, options);
  const answer = await visitor.page.request.post('/api/v1/session', {
    data: { email: emailOf(who), password },
    headers: { origin: url },
  });
  if (!answer.ok()) throw new Error(`${who} cannot sign in: ${await answer.text()}`);
  return visitor;
}
