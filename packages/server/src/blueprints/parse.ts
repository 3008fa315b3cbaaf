import { createHash } from 'node:crypto';
import type { BlueprintSummary } from '@slipway/api';
import { canonicalJson } from '@slipway/engine';
import { checkDependencies, checkRoutes } from './checks.ts';
import { readDocument } from './document.ts';
import { judgeFile } from './judging.ts';
import { leaveOut, refuseIdle } from './left-out.ts';
import type { BlueprintModel, BlueprintService, ParsedBlueprint } from './model.ts';
import { type ReadDatabase, readDatabase } from './read-database.ts';
import { type ReadService, readService } from './read-service.ts';
import { type MapSpot, mapOf, member, members, type NamedMapSpot } from './reading.ts';
import type { Report } from './report.ts';

const MOST_SERVICES = 50;

/** Reads a Compose file for the process runtime. Pure; never throws, whatever the text. */
export function parseBlueprint(text: string, file: string): ParsedBlueprint {
  const { tree, report } = readDocument(text, file);
  const model = tree && read({ tree, path: '', at: tree.at }, report);
  const findings = report.findings();
  const warnings = report.warnings();
  if (!model || findings.length > 0) return { model: null, summary: null, findings, warnings };
  return { model, summary: summaryOf(model, [...warnings]), findings, warnings };
}

function read(file: MapSpot, report: Report): BlueprintModel | null {
  judgeFile(file, report);
  const database = readDatabase(file, report);
  const spots = serviceSpots(file, report);
  const left = leaveOut(spots, database !== null, report);
  const kept = spots.filter(({ name }) => !left.has(name)).map((spot) => readService(spot, report));
  for (const one of kept) refuseIdle(one, database !== null, report);
  refuseEmpty(file, kept, report);
  checkDependencies(kept, left, report);
  checkRoutes(kept, report);
  checkDatabase(database, kept, report);
  const services = kept.map(({ service }) => withoutLeftOut(service, left));
  const content = { services, database: database?.database ?? null };
  return { ...content, digest: digestOf(content) };
}

function serviceSpots(file: MapSpot, report: Report): NamedMapSpot[] {
  const found = member(file, 'services');
  const map = found && mapOf(found, report);
  if (!map || isTooMany(map, report)) return [];
  return members(map).flatMap((spot) => {
    const one = mapOf(spot, report);
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(spot.name))
      report.refuse(spot.at, spot.path, {
        message: `"${spot.name}" is no name of a service.`,
        remedy: 'Use 1–63 letters, digits, ".", "_" and "-".',
      });
    return one ? [{ ...one, name: spot.name }] : [];
  });
}

function isTooMany({ tree, at, path }: MapSpot, report: Report): boolean {
  if (tree.entries.size <= MOST_SERVICES) return false;
  report.refuse(at, path, {
    message: `The file has ${tree.entries.size} services.`,
    remedy: `Keep at most ${MOST_SERVICES}.`,
  });
  return true;
}

function refuseEmpty(file: MapSpot, kept: readonly ReadService[], report: Report): void {
  if (kept.length > 0 || report.findings().length > 0) return;
  report.refuse(member(file, 'services')?.at ?? 0, 'services', {
    message: 'The file has no service that Slipway could run.',
    remedy: 'Add a service with x-slipway: { service: <key of a registered service> }.',
  });
}

function checkDatabase(read: ReadDatabase | null, kept: readonly ReadService[], report: Report): void {
  const name = read?.database.service ?? '';
  if (!read || name === '' || kept.some((service) => service.name === name)) return;
  report.refuse(read.serviceAt.at, read.serviceAt.path, {
    message: `The file runs no service "${name}".`,
    remedy: `Name one of: ${kept.map((service) => service.name).join(', ')}.`,
  });
}

function withoutLeftOut(service: BlueprintService, left: ReadonlyMap<string, unknown>): BlueprintService {
  return { ...service, after: service.after.filter(({ name }) => !left.has(name)) };
}

/** Order counts only among seed profiles: the first is the default. */
function digestOf({ services, database }: Omit<BlueprintModel, 'digest'>): string {
  const sorted = services
    .map((service) => ({ ...service, after: [...service.after].sort(byName) }))
    .sort(byName);
  const content = {
    services: sorted,
    database: database && { ...database, seeds: Object.entries(database.seeds) },
  };
  return `sha256:${createHash('sha256').update(canonicalJson(content)).digest('hex')}`;
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function summaryOf(
  { services, database, digest }: BlueprintModel,
  warnings: BlueprintSummary['warnings'],
): BlueprintSummary {
  return {
    services: services.map(({ name, service, route, after }) => ({
      name,
      service,
      route,
      dependsOn: after.map((other) => other.name),
    })),
    database: database && {
      service: database.service,
      variable: database.variable,
      seeds: Object.keys(database.seeds),
    },
    warnings,
    digest,
  };
}
