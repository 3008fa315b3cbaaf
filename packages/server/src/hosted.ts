import { findBlueprint } from './blueprints/index.ts';
import type { Delivery } from './delivery/index.ts';
import { createEnvironments, type Environments } from './environments/index.ts';
import { createGateway, createGatewayUrls, type Gateway } from './gateway/index.ts';
import { createEngine, type Engine, tearDownWith } from './hosting/index.ts';
import type { People } from './people/index.ts';
import type { Config } from './platform/config/index.ts';
import type { Database } from './platform/db/index.ts';
import type { Gate } from './platform/http/index.ts';
import type { Instance } from './platform/instance/index.ts';
import type { Logger } from './platform/log/index.ts';
import type { Secrets } from './platform/secrets/index.ts';
import type { Mutations } from './rulesets/index.ts';
import { findServices, variablesFor } from './services/index.ts';
import type { Source } from './sources/index.ts';

export interface HostedDeps {
  db: Database;
  mutations: Mutations;
  instance: Instance;
  config: Config;
  log: Logger;
  now: () => number;
  source: Source;
  secrets: Secrets;
  delivery: Pick<Delivery, 'openStream'>;
  people: Pick<People, 'sessions'>;
  authenticate: Gate['authenticate'];
  /** Where people reach the dashboard; known once it listens. */
  dashboardUrl: () => string;
}

/** Environments, what runs in them, and the door to it. */
export interface Hosted {
  environments: Environments;
  hosting: Engine;
  gateway: Gateway;
}

export function createHosted(deps: HostedDeps): Hosted {
  const { db, mutations, source, secrets, delivery, config } = deps;
  const environments = createEnvironments({ db, mutations, onDelete: tearDownWith });
  const urls = createGatewayUrls(config);
  const hosting = createEngine({
    ...deps,
    source,
    catalogue: {
      blueprint: (projectId, key) => findBlueprint(db.kysely, projectId, key),
      services: (projectId) => findServices(db.kysely, secrets, projectId),
      variables: (scope, use) => variablesFor(db.kysely, secrets, scope, use),
    },
    published: urls,
    environments: () => environments,
    openStream: ({ principal, reply }, projectId) => delivery.openStream(reply.raw, principal, projectId),
  });
  const gateway = createGateway({
    ...deps,
    routes: hosting.routes,
    urls,
    sessions: deps.people.sessions,
  });
  return { environments, hosting, gateway };
}
