import type { LeftOut } from './left-out.ts';
import type { ReadService } from './read-service.ts';
import type { Report } from './report.ts';

/** Every dependency is there, and none leads back. */
export function checkDependencies(
  services: readonly ReadService[],
  left: ReadonlyMap<string, LeftOut>,
  report: Report,
): void {
  const names = new Set(services.map(({ name }) => name));
  for (const { name, afterAt } of services)
    for (const [other, spot] of afterAt) {
      if (names.has(other) || left.get(other) === 'database') continue;
      const isLeft = left.has(other);
      report.refuse(spot.at, spot.path, {
        message: `"${name}" depends on "${other}", which ${isLeft ? 'is left out' : 'the file does not have'}.`,
        remedy: isLeft ? 'Remove its profiles, or the dependency.' : 'Correct the name, or remove it.',
      });
    }
  const cycle = findCycle(services);
  const spot = cycle && services.find(({ name }) => name === cycle[0])?.afterAt.get(cycle[1] ?? '');
  if (cycle && spot)
    report.refuse(spot.at, spot.path, {
      message: `Services wait for each other: ${cycle.join(' → ')}.`,
      remedy: 'Remove one of these dependencies.',
    });
}

/** The names along the first cycle, its beginning again at the end. */
function findCycle(services: readonly ReadService[]): string[] | null {
  const after = new Map(services.map(({ name, afterAt }) => [name, [...afterAt.keys()]]));
  const done = new Set<string>();
  for (const { name } of services) {
    const cycle = follow(name, after, done, []);
    if (cycle) return cycle;
  }
  return null;
}

function follow(
  name: string,
  after: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
  path: readonly string[],
): string[] | null {
  const start = path.indexOf(name);
  if (start !== -1) return [...path.slice(start), name];
  if (done.has(name)) return null;
  for (const other of after.get(name) ?? []) {
    const cycle = follow(other, after, done, [...path, name]);
    if (cycle) return cycle;
  }
  done.add(name);
  return null;
}

/** One path leads to one service. */
export function checkRoutes(services: readonly ReadService[], report: Report): void {
  const taken = new Map<string, string>();
  for (const { name, service, routeAt } of services) {
    if (!service.route || !routeAt) continue;
    const other = taken.get(service.route.path);
    if (other !== undefined)
      report.refuse(routeAt.at, routeAt.path, {
        message: `"${name}" and "${other}" have the same route ${service.route.path}.`,
        remedy: 'Give one of them another path.',
      });
    else taken.set(service.route.path, name);
  }
}
