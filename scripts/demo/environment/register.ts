import { randomBytes } from 'node:crypto';
import {
  type Client,
  createBlueprint,
  createService,
  getService,
  listServiceVariables,
  putServiceVariable,
  updateService,
} from '@slipway/api';
import { unlessTaken } from '../provision.ts';
import type { Repositories } from '../repositories/index.ts';
import { services } from '../repositories/work.ts';

export const blueprint = 'academy';

/** What environments of academy are made from: its services, its blueprint, and what its services are given. */
export async function register(client: Client, project: string, { urls }: Repositories): Promise<void> {
  for (const key of services) await registerService(client, { project, service: key }, urls[key]);
  await giveSessionSecret(client, { project, service: 'web' });
  const body = { key: blueprint, name: 'Academy', service: 'web', path: 'compose.yaml' };
  await unlessTaken(client.call(createBlueprint, { params: { project }, body }));
}

/** A folder that has moved since is where it is now. */
async function registerService(
  client: Client,
  params: { project: string; service: string },
  repository: string,
): Promise<void> {
  const body = { key: params.service, repository };
  const created = await unlessTaken(client.call(createService, { params, body }));
  if (created) return;
  const present = await client.request(getService, { params });
  if (present.body.repository === repository) return;
  const edit = { name: present.body.name, repository };
  await client.call(updateService, { params, body: edit, ifMatch: present.etag ?? '*' });
}

/** So that somebody who signed in stays signed in when the environment wakes. */
async function giveSessionSecret(
  client: Client,
  params: { project: string; service: string },
): Promise<void> {
  const name = 'ACADEMY_SESSION_SECRET';
  const { items } = await client.call(listServiceVariables, { params });
  if (items.some((variable) => variable.name === name)) return;
  const body = { value: randomBytes(24).toString('base64url'), isSecret: true };
  await client.call(putServiceVariable, { params: { ...params, variable: name }, body });
}
