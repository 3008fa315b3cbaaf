import { join } from 'node:path';
import {
  type Access,
  accessRoutes,
  createAccess,
  createSessionReader,
  endBootstrap,
  findPrincipal,
  mayIn,
  removeAdminToken,
} from './access/index.ts';
import { type Blueprints, blueprintsRoutes, createBlueprints } from './blueprints/index.ts';
import { type Changes, changesAfter, changesRoutes, createChanges } from './changes/index.ts';
import {
  createDatabaseClock,
  createDelivery,
  type DatabaseClock,
  type Delivery,
  deliveryRoutes,
  eventRoutes,
} from './delivery/index.ts';
import { environmentReverter, environmentsRoutes } from './environments/index.ts';
import { configReverter, createFlags, definitionReverter, type Flags, flagsRoutes } from './flags/index.ts';
import { gatewayRoutes } from './gateway/index.ts';
import { createHosted, type Hosted } from './hosted.ts';
import { hostingRoutes } from './hosting/index.ts';
import { createInsights, type Insights, insightsRoutes } from './insights/index.ts';
import { createPeople, type OidcOptions, type People, peopleRoutes } from './people/index.ts';
import type { Config } from './platform/config/index.ts';
import type { Database, Log } from './platform/db/index.ts';
import type { App } from './platform/http/index.ts';
import type { Instance } from './platform/instance/index.ts';
import type { Logger } from './platform/log/index.ts';
import { createMail, createNoMail, type Mail } from './platform/mail/index.ts';
import { createOutbound } from './platform/outbound/index.ts';
import { regex } from './platform/regex.ts';
import { openSecretKey } from './platform/secrets/index.ts';
import { createProjects, type Projects, projectsRoutes } from './projects/index.ts';
import {
  createProposals,
  createReviews,
  followProtectedChange,
  keptDecisions,
  type ProposalsOptions,
  type Protecting,
  proposalsRoutes,
} from './proposals/index.ts';
import {
  createCommits,
  createMutations,
  keptHistory,
  type Mutations,
  unlessApproved,
} from './rulesets/index.ts';
import {
  createSegments,
  type Segments,
  segmentOverrideReverter,
  segmentReverter,
  segmentsRoutes,
} from './segments/index.ts';
import { createServices, type Services, servicesRoutes } from './services/index.ts';
import { createGitSource, type Source } from './sources/index.ts';

export interface Slices extends Hosted {
  access: Access;
  people: People;
  projects: Projects;
  flags: Flags;
  segments: Segments;
  services: Services;
  blueprints: Blueprints;
  changes: Changes;
  protecting: Protecting;
  insights: Insights;
  delivery: Delivery;
}

export interface SliceDeps {
  db: Database;
  instance: Instance;
  log: Logger;
  config: Config;
  /** Where people reach the dashboard; known once it listens. */
  dashboardUrl: () => string;
  /** Default: the database's. */
  clock?: DatabaseClock;
}

export function createSlices({
  db,
  instance,
  log,
  config,
  dashboardUrl,
  clock = createDatabaseClock(),
}: SliceDeps): Slices {
  const { now } = clock;
  const commits = createCommits();
  const mutations = createMutations({ db, commits, regex, onProtectedChange: followProtectedChange });
  const secrets = openSecretKey(config);
  const source = sourceBy(config, log);
  const insights = createInsights({ database: db, now, kept: [...keptDecisions, ...keptHistory] });
  const people = createPeople({
    db,
    log,
    now,
    publicUrl: config.publicUrl,
    mail: mailBy(config, log),
    oidc: oidcBy(config),
    endBootstrap,
    onSetUp: () => removeAdminToken(config.data),
  });
  const findSession = createSessionReader(people.sessions, people.cookie);
  const access = createAccess({ db, log, now, findSession });
  const delivery = createDelivery({
    database: db,
    instance,
    commits,
    insights,
    clock,
    log,
    changesAfter: (projectId, id, limit) => changesAfter(db.kysely, projectId, id, limit),
  });
  const { authenticate } = access.gate;
  const hosted = createHosted({
    ...{ db, mutations, instance, config, log, now, source, secrets },
    ...{ delivery, people, authenticate, dashboardUrl },
  });
  return {
    ...hosted,
    access,
    people,
    projects: createProjects({ db }),
    flags: createFlags({ db, mutations }),
    segments: createSegments({ db, mutations }),
    services: createServices({ db, source, secrets }),
    blueprints: createBlueprints({ db, source, secrets }),
    protecting: {
      mutations,
      reviews: createReviews({ db }),
      proposals: createProposals({ db, ...approversBy(now) }),
    },
    changes: createChanges({ db, reverters: revertersOf(mutations) }),
    insights,
    delivery,
  };
}

function approversBy(now: () => number): Pick<ProposalsOptions, 'mayApprove' | 'mayStillApprove'> {
  const mayApprove: ProposalsOptions['mayApprove'] = (by, at) => mayIn(by, 'proposal:approve', at);
  return {
    mayApprove,
    async mayStillApprove(queries, who, { project, environments }) {
      const principal = await findPrincipal(queries, who, new Date(now()));
      if (!principal) return false;
      return environments.every((environment) => mayApprove(principal, { project, environment }));
    },
  };
}

/** Everything that people and programs ask of the control plane. */
export function apiRoutes(app: App, slices: Slices): void {
  const { authorise } = slices.access.gate;
  const authoriseAuthor = unlessApproved(authorise);
  accessRoutes(app, slices.access);
  peopleRoutes(app, slices.people);
  projectsRoutes(app, slices.projects);
  const remove = slices.environments.remove;
  environmentsRoutes(
    app,
    slices.environments,
    {
      create: async (project, draft, author) =>
        (await slices.hosting.hosting()).create(project, draft, author),
      runs: slices.hosting.runs,
    },
    authoriseAuthor,
  );
  hostingRoutes(app, {
    ...slices.hosting,
    remove: (at, write) => remove(at, { ...write, ifMatch: '*' }),
  });
  gatewayRoutes(app, slices.gateway);
  flagsRoutes(app, slices.flags);
  segmentsRoutes(app, slices.segments);
  servicesRoutes(app, slices.services);
  blueprintsRoutes(app, slices.blueprints);
  changesRoutes(app, slices.changes, authoriseAuthor);
  proposalsRoutes(app, slices.protecting, authorise);
  insightsRoutes(app, slices.insights);
  eventRoutes(app, slices.delivery);
  deliveryRoutes(app, slices.delivery);
}

function sourceBy({ data, sourceAllow }: Config, log: Logger): Source {
  return createGitSource({ folder: join(data, 'sources'), allowFolders: sourceAllow, log });
}

function mailBy({ smtpUrl, mailFrom }: Config, log: Log): Mail {
  return smtpUrl === null || mailFrom === null
    ? createNoMail()
    : createMail({ url: smtpUrl, from: mailFrom, log });
}

function oidcBy(config: Config): OidcOptions | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = config;
  if (issuer === null || clientId === null || clientSecret === null) return null;
  const { oidcName: name, oidcGroupsClaim: groupsClaim, oidcRoleMap: roleMap, outboundAllow: allow } = config;
  return { issuer, clientId, clientSecret, name, groupsClaim, roleMap, outbound: createOutbound({ allow }) };
}

function revertersOf(mutations: Mutations): Parameters<typeof createChanges>[0]['reverters'] {
  return {
    environment: environmentReverter(mutations),
    flag: definitionReverter(mutations),
    'flag-config': configReverter(mutations),
    segment: segmentReverter(mutations),
    'segment-override': segmentOverrideReverter(mutations),
  };
}
