import { Slug } from '@slipway/api';
import { commandOf } from './commands.ts';
import { healthOf } from './health.ts';
import { judgeService } from './judging.ts';
import { limitsOf } from './limits.ts';
import type { BlueprintService } from './model.ts';
import { publishedPorts } from './ports.ts';
import {
  items,
  type MapSpot,
  mapOf,
  member,
  members,
  type NamedMapSpot,
  refuseOthers,
  type Spot,
  textOf,
} from './reading.ts';
import type { Report } from './report.ts';
import { readRoute } from './route.ts';
import { variablesOf } from './variables.ts';

/** A service as read, with the places that checks across services need. */
export interface ReadService {
  readonly name: string;
  readonly spot: NamedMapSpot;
  readonly service: BlueprintService;
  readonly afterAt: ReadonlyMap<string, Spot>;
  readonly routeAt: Spot | null;
}

export function readService(spot: NamedMapSpot, report: Report): ReadService {
  const { name } = spot;
  judgeService(spot, report);
  const own = readOwn(spot, report);
  const { after, afterAt } = readAfter(spot, report);
  const build = member(spot, 'build');
  const routeAt = own && member(own, 'route');
  return {
    name,
    spot,
    afterAt,
    routeAt,
    service: {
      name,
      service: own && keyOf(own, report),
      variables: variablesOf(spot, 'environment', report),
      buildArguments:
        build?.tree.kind === 'map' ? variablesOf({ ...build, tree: build.tree }, 'args', report) : {},
      ...readProcess(spot, own, report),
      route: readRoute(routeAt, publishedPorts(spot), report),
      after,
      limits: limitsOf(spot, report),
    },
  };
}

function readOwn(spot: MapSpot, report: Report): MapSpot | null {
  const found = member(spot, 'x-slipway');
  const own = found && mapOf(found, report);
  if (own) refuseOthers(own, ['service', 'route', 'process'], report);
  return own;
}

function keyOf(own: MapSpot, report: Report): string | null {
  const spot = member(own, 'service');
  const key = textOf(spot, report);
  if (!spot || key === null || Slug.safeParse(key).success) return key;
  report.refuse(spot.at, spot.path, {
    message: `"${key}" is no key of a service.`,
    remedy: 'Give the key of a registered service: 1–63 lower-case letters, digits and inner hyphens.',
  });
  return null;
}

function readProcess(
  spot: MapSpot,
  own: MapSpot | null,
  report: Report,
): Pick<BlueprintService, 'build' | 'run' | 'health'> {
  const found = own && member(own, 'process');
  const map = found && mapOf(found, report);
  if (map) refuseOthers(map, ['build', 'run', 'health'], report);
  const one = (name: string): Spot | null => map && member(map, name);
  return {
    build: textOf(one('build'), report),
    run: textOf(one('run'), report) ?? commandOf(spot, report),
    health: healthOf(spot, one('health'), report),
  };
}

type After = BlueprintService['after'][number];

function readAfter(spot: MapSpot, report: Report): { after: After[]; afterAt: Map<string, Spot> } {
  const found = member(spot, 'depends_on');
  const afterAt = new Map<string, Spot>();
  if (!found) return { after: [], afterAt };
  const after: After[] = [];
  for (const { name, at, isHealthy } of namedIn(found, report)) {
    if (afterAt.has(name)) continue;
    afterAt.set(name, at);
    after.push({ name, isHealthy });
  }
  return { after, afterAt };
}

function namedIn(found: Spot, report: Report): { name: string; at: Spot; isHealthy: boolean }[] {
  if (found.tree.kind === 'list')
    return items(found).map((at) => ({ name: textOf(at, report) ?? '', at, isHealthy: false }));
  const map = mapOf(found, report);
  if (!map) return [];
  return members(map).map((at) => ({ name: at.name, at, isHealthy: waitsForHealth(at, report) }));
}

function waitsForHealth(at: Spot, report: Report): boolean {
  if (at.tree.kind !== 'map') return false;
  const condition = member({ ...at, tree: at.tree }, 'condition');
  const text = textOf(condition, report) ?? 'service_started';
  if (condition && !['service_started', 'service_healthy'].includes(text))
    report.refuse(condition.at, condition.path, {
      message: `The condition "${text}" is not honoured: an environment's services keep running.`,
      remedy:
        'Use service_started or service_healthy; work that ends belongs into x-slipway.database.migrate or into a build.',
    });
  return text === 'service_healthy';
}
