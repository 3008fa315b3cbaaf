import type { ReadService } from './read-service.ts';
import { items, member } from './reading.ts';
import type { Report } from './report.ts';

/** Why a service of the file does not run. */
export type LeftOut = 'database' | 'profiles';

const POSTGRES = /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb|supabase-postgres)[^/]*$/;

/** Which services do not run, each said; what neither runs nor may be left out is refused. */
export function leaveOut(
  services: readonly ReadService[],
  hasDatabase: boolean,
  report: Report,
): Map<string, LeftOut> {
  const left = new Map<string, LeftOut>();
  for (const one of services) {
    const reason = reasonFor(one, hasDatabase);
    if (reason) {
      left.set(one.name, reason);
      report.warn(one.spot.at, one.spot.path, saidOfLeftOut(one.name, reason));
    } else refuseIdle(one, hasDatabase, report);
  }
  return left;
}

function reasonFor(one: ReadService, hasDatabase: boolean): LeftOut | null {
  const profiles = member(one.spot, 'profiles');
  if (profiles && items(profiles).length > 0) return 'profiles';
  return hasDatabase && one.service.service === null && isPostgres(one) ? 'database' : null;
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

function isPostgres({ spot }: ReadService): boolean {
  const image = member(spot, 'image')?.tree;
  return image?.kind === 'scalar' && POSTGRES.test(image.text?.split('@')[0] ?? '');
}

function refuseIdle(one: ReadService, hasDatabase: boolean, report: Report): void {
  const { name, spot, service } = one;
  if (service.service === null) {
    report.refuse(spot.at, spot.path, {
      message: `"${name}" runs the code of no registered service, and the process runtime starts no image.`,
      remedy:
        isPostgres(one) && !hasDatabase
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
