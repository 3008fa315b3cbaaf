import type { BlueprintService } from './model.ts';
import { isNothing, type MapSpot, mapOf, member, members, numberOf, type Spot, textOf } from './reading.ts';
import type { Report } from './report.ts';

const GIB = 1024 ** 3;
const units: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: GIB };

/** What the file asks for: `deploy.resources.limits` wins, as with Compose. */
export function limitsOf(service: MapSpot, report: Report): BlueprintService['limits'] {
  const deployed = deployedLimits(service, report);
  const one = (name: string, old: string): Spot | null =>
    (deployed && member(deployed, name)) ?? member(service, old);
  const memory = memoryOf(one('memory', 'mem_limit'), report);
  const cpus = numberOf(one('cpus', 'cpus'), report, { from: 0.01, to: 1024, isWhole: false });
  const processes = numberOf(one('pids', 'pids_limit'), report, { from: 1, to: 1_000_000 });
  return {
    ...(memory === null ? {} : { memoryBytes: memory }),
    ...(cpus === null ? {} : { cpus }),
    ...(processes === null ? {} : { processes }),
  };
}

function memoryOf(spot: Spot | null, report: Report): number | null {
  const text = textOf(spot, report);
  if (!spot || text === null) return null;
  const [, amount = '', unit = 'b'] = /^(\d+(?:\.\d+)?)([bkmg])?(?:i?b)?$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(amount) * (units[unit.toLowerCase()] ?? 1));
  if (amount !== '' && bytes >= 1024 ** 2 && bytes <= 4096 * GIB) return bytes;
  report.refuse(spot.at, spot.path, {
    message: `"${spot.path}" is ${text}.`,
    remedy: 'Give an amount from 1m to 4096g, such as 512m.',
  });
  return null;
}

function deployedLimits(service: MapSpot, report: Report): MapSpot | null {
  const deploy = member(service, 'deploy');
  const map = deploy && mapOf(deploy, report);
  if (!map) return null;
  warnOfOthers(map, 'resources', report);
  const resources = member(map, 'resources');
  const inside = resources && mapOf(resources, report);
  if (!inside) return null;
  warnOfOthers(inside, 'limits', report);
  const limits = member(inside, 'limits');
  return limits && mapOf(limits, report);
}

function warnOfOthers(map: MapSpot, honoured: string, report: Report): void {
  for (const { name, path, at, tree } of members(map))
    if (name !== honoured && !isNothing(tree))
      report.warn(at, path, {
        message: `"${path}" is ignored. Of "deploy", only resources.limits are honoured.`,
        remedy: 'Nothing needs to be done.',
      });
}
