import type { ReadService } from './read-service.ts';
import { items, type MapSpot, member, type NamedMapSpot } from './reading.ts';
import type { Report } from './report.ts';

/** Why a service of the file does not run. */
export type LeftOut = 'database' | 'profiles';

const POSTGRES = /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb|supabase-postgres)[^/]*$/;

/** Which services do not run, each said. */
export function leaveOut(
  services: readonly NamedMapSpot[],
  hasDatabase: boolean,
  report: Report,
): Map<string, LeftOut> {
  const left = new Map<string, LeftOut>();
  for (const spot of services) {
    const reason = reasonFor(spot, hasDatabase);
    if (!reason) continue;
    left.set(spot.name, reason);
    report.warn(spot.at, spot.path, saidOfLeftOut(spot.name, reason));
  }
  return left;
}

function reasonFor(spot: MapSpot, hasDatabase: boolean): LeftOut | null {
  const profiles = member(spot, 'profiles');
  if (profiles && items(profiles).length > 0) return 'profiles';
  return hasDatabase && !member(spot, 'x-slipway') && isPostgres(spot) ? 'database' : null;
}

function saidOfLeftOut(name: string, reason: LeftOut) {
  if (reason === 'profiles')
    return {
      message: `"${name}" is left out: it belongs to profiles, which Compose starts only when asked.`,
      remedy: 'Remove "profiles" if an environment needs it.',
    };
  return {
    message: `"${name}" is left out: each environment gets a PostgreSQL database of its own from Slipway.`,
    remedy: 'Nothing needs to be done.',
  };
}

function isPostgres(spot: MapSpot): boolean {
  const image = member(spot, 'image')?.tree;
  return image?.kind === 'scalar' && POSTGRES.test(image.text?.split('@')[0] ?? '');
}

/** What has no code or no command of its own cannot run. */
export function refuseIdle(one: ReadService, hasDatabase: boolean, report: Report): void {
  const { name, spot, service } = one;
  if (service.service === null) {
    report.refuse(spot.at, spot.path, {
      message: `"${name}" runs the code of no registered service, and the process runtime starts no image.`,
      remedy:
        isPostgres(spot) && !hasDatabase
          ? 'Declare x-slipway.database at the top level instead: Slipway gives each environment its own PostgreSQL database.'
          : `Add x-slipway: { service: <key> } to it, or leave it out with profiles: [unused].`,
    });
    return;
  }
  if (service.run === null)
    report.refuse(spot.at, spot.path, {
      message: `"${name}" has no command to run: the process runtime does not know an image's own.`,
      remedy: 'Add x-slipway.process.run, or "command".',
    });
}
