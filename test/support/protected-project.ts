import {
  type CallInput,
  type Client,
  createToken,
  type Endpoint,
  getEnvironment,
  type Proposal,
  protectEnvironment,
} from '@slipway/api';
import type { TestSlipway } from './server.ts';
import { plantTree, type Tree } from './tree.ts';

/** A project whose production may only be changed by two: three service accounts that stand for people. */
export interface ProtectedProject extends Tree {
  readonly ada: Client;
  readonly ben: Client;
  readonly cleo: Client;
  /** As administrator, in this project. */
  readonly client: Client;
  at(more: Record<string, string>): Record<string, string> & { project: string };
  protect(environment: string, approvals?: number): Promise<void>;
  versionOf(environment: string): Promise<number>;
}

export async function plantProtected(server: TestSlipway): Promise<ProtectedProject> {
  const tree = await plantTree(server);
  const { client } = server;
  const { project } = tree;
  const account = async (name: string): Promise<Client> => {
    const body = { name, scope: 'admin' } as const;
    return server.as((await client.call(createToken, { params: { project }, body })).token);
  };
  return {
    ...tree,
    client,
    ada: await account('Ada'),
    ben: await account('Ben'),
    cleo: await account('Cleo'),
    at: (more) => ({ project, ...more }),
    async protect(environment, approvals = 1) {
      const params = { project, environment };
      const { etag } = await client.request(getEnvironment, { params });
      const body = { isProtected: true, approvals };
      await client.call(protectEnvironment, { params, body, ifMatch: etag ?? '' });
    },
    versionOf: async (environment) =>
      (await client.call(getEnvironment, { params: { project, environment } })).version,
  };
}

/** One call that can be made, or proposed, by anybody. */
export interface Asked {
  make(client: Client): Promise<unknown>;
  propose(client: Client): Promise<Proposal>;
}

// biome-ignore lint/suspicious/noExplicitAny: a caller's endpoint may have any schemas.
export function asked<E extends Endpoint<any, any, any, any>>(endpoint: E, input: CallInput<E>): Asked {
  return {
    make: (client) => client.call(endpoint, input),
    propose: (client) => client.propose(endpoint, input),
  };
}
