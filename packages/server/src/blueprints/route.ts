import type { BlueprintService } from './model.ts';
import { mapOf, member, numberOf, refuseOthers, type Spot, textOf } from './reading.ts';
import type { Report } from './report.ts';

/** Below it Slipway itself answers. */
const RESERVED = '/__slipway';

/** The port may be left out where the service listens on one only. */
export function readRoute(
  spot: Spot | null,
  ports: readonly number[],
  report: Report,
): BlueprintService['route'] {
  const map = spot && mapOf(spot, report);
  if (!spot || !map) return null;
  refuseOthers(map, ['path', 'port'], report);
  const pathAt = member(map, 'path');
  const path = pathAt ? textOf(pathAt, report) : '/';
  const portAt = member(map, 'port');
  const port =
    numberOf(portAt, report, { from: 1, to: 65_535 }) ?? (portAt ? null : onlyOf(ports, spot, report));
  if (path === null || port === null) return null;
  const reason = wrongPath(path);
  if (reason === null) return { path: withoutEnd(path), port };
  const at = pathAt ?? spot;
  report.refuse(at.at, at.path, {
    message: `The route "${path}" ${reason}.`,
    remedy: 'Give a path such as "/" or "/api".',
  });
  return null;
}

function onlyOf(ports: readonly number[], spot: Spot, report: Report): number | null {
  const [port, ...others] = ports;
  if (port !== undefined && others.length === 0) return port;
  report.refuse(spot.at, spot.path, {
    message: `"${spot.path}" has no port, and the service publishes ${ports.length === 0 ? 'none' : 'several'}.`,
    remedy: 'Add "port": the one on which the service listens in a container.',
  });
  return null;
}

function wrongPath(path: string): string | null {
  if (!path.startsWith('/')) return 'does not begin with "/"';
  if (!/^(?:\/[A-Za-z0-9._~-]+)*\/?$/.test(path) || path.split('/').some((part) => /^\.\.?$/.test(part)))
    return 'is more than plain names';
  if (path === RESERVED || path.startsWith(`${RESERVED}/`)) return 'is where Slipway answers';
  return path.length > 200 ? 'is longer than 200 characters' : null;
}

function withoutEnd(path: string): string {
  return path === '/' ? path : path.replace(/\/$/, '');
}
