import * as access from './access.ts';
import * as account from './account.ts';
import * as blueprints from './blueprints.ts';
import * as changes from './changes.ts';
import * as delivery from './delivery.ts';
import type { Endpoint } from './endpoint.ts';
import * as environmentRuns from './environment-runs.ts';
import * as environments from './environments.ts';
import * as flagOverview from './flag-overview.ts';
import * as flagStates from './flag-states.ts';
import * as flags from './flags.ts';
import * as gateway from './gateway.ts';
import * as insights from './insights.ts';
import * as invitations from './invitations.ts';
import * as links from './links.ts';
import * as members from './members.ts';
import * as operations from './operations.ts';
import * as overlays from './overlays.ts';
import * as people from './people.ts';
import * as projects from './projects.ts';
import * as proposals from './proposals.ts';
import * as segments from './segments.ts';
import * as services from './services.ts';
import * as signIn from './sign-in.ts';
import * as variables from './variables.ts';

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'permission' in value && 'path' in value;
}

/** Every endpoint, by slice, then path and method. */
export const endpoints: readonly Endpoint[] = [
  projects,
  environments,
  { ...environmentRuns, ...gateway, ...links },
  overlays,
  { ...flags, ...flagStates },
  flagOverview,
  segments,
  { ...services, ...variables },
  blueprints,
  proposals,
  changes,
  insights,
  { ...account, ...invitations, ...members, ...people, ...signIn },
  access,
  delivery,
  operations,
].flatMap((slice) => Object.values(slice).filter(isEndpoint).sort(byRoute));

function byRoute(a: Endpoint, b: Endpoint): number {
  return `${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1;
}
