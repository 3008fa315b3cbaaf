import { VariableName } from '@slipway/api';
import type { BlueprintDatabase } from './model.ts';
import { type MapSpot, mapOf, member, members, refuseOthers, type Spot, textOf } from './reading.ts';
import type { Report } from './report.ts';

export interface ReadDatabase {
  readonly database: BlueprintDatabase;
  readonly serviceAt: Spot;
}

/** The file's own x-slipway: null where it declares no database. */
export function readDatabase(file: MapSpot, report: Report): ReadDatabase | null {
  const found = member(file, 'x-slipway');
  const own = found && mapOf(found, report);
  if (!own) return null;
  refuseOthers(own, ['database'], report);
  const spot = member(own, 'database');
  const map = spot && mapOf(spot, report);
  if (!map) return null;
  refuseOthers(map, ['service', 'variable', 'migrate', 'seeds'], report);
  const serviceAt = member(map, 'service') ?? map;
  return {
    serviceAt,
    database: {
      service: serviceOf(map, report),
      variable: variableOf(map, report),
      migrate: textOf(member(map, 'migrate'), report),
      seeds: seedsOf(map, report),
    },
  };
}

function serviceOf(map: MapSpot, report: Report): string {
  const service = textOf(member(map, 'service'), report);
  if (service === null)
    report.refuse(map.at, map.path, {
      message: `"${map.path}" names no service.`,
      remedy: 'Add "service": the one in this file whose code migrates and seeds.',
    });
  return service ?? '';
}

function variableOf(map: MapSpot, report: Report): string {
  const spot = member(map, 'variable');
  const name = textOf(spot, report) ?? 'DATABASE_URL';
  if (spot && !VariableName.safeParse(name).success)
    report.refuse(spot.at, spot.path, {
      message: `"${name}" is no name of a variable.`,
      remedy: 'Use letters, digits and "_", not starting with a digit.',
    });
  return name;
}

function seedsOf(map: MapSpot, report: Report): Record<string, string> {
  const spot = member(map, 'seeds');
  const seeds = spot && mapOf(spot, report);
  if (!seeds) return {};
  const pairs = members(seeds).map((seed): [string, string] => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(seed.name))
      report.refuse(seed.at, seed.path, {
        message: `"${seed.name}" is no name of a seed profile.`,
        remedy: 'Use 1–100 letters, digits, ".", "_" and "-".',
      });
    return [seed.name, textOf(seed, report) ?? ''];
  });
  return Object.fromEntries(pairs);
}
