import type { BlueprintService } from './model.ts';
import { isTrue, items, type MapSpot, mapOf, member, type Spot, textOf } from './reading.ts';
import type { Report } from './report.ts';

const DEFAULT_MS = 60_000;
const LEAST_MS = 10_000;
const MOST_MS = 600_000;

/** From x-slipway, else from a URL in the health check's test. Its time is the health check's, within 10 s and 10 min. */
export function healthOf(
  service: MapSpot,
  declared: Spot | null,
  report: Report,
): BlueprintService['health'] {
  const spot = member(service, 'healthcheck');
  const check = spot && mapOf(spot, report);
  const path = declared ? textOf(declared, report) : check && pathOfTest(check);
  if (declared && path !== null && !/^\/[^\s#]*$/.test(path))
    report.refuse(declared.at, declared.path, {
      message: `"${declared.path}" is "${path}".`,
      remedy: 'Give the path that answers 2xx when the service is ready, such as /healthz.',
    });
  return path ? { path, timeoutMs: check ? timeoutOf(check) : DEFAULT_MS } : null;
}

function pathOfTest(check: MapSpot): string | null {
  const test = member(check, 'test');
  const disabled = member(check, 'disable');
  if (!test || (disabled && isTrue(disabled))) return null;
  const words = test.tree.kind === 'list' ? items(test).map(({ tree }) => tree) : [test.tree];
  const line = words.map((tree) => (tree.kind === 'scalar' ? tree.text : '')).join(' ');
  const url = /\bhttps?:\/\/[^\s/'"]+(\/[^\s'"#|;&)]*)?/.exec(line);
  return url ? (url[1] ?? '/') : null;
}

/** What Compose would wait for: the start period, and all its tries. */
function timeoutOf(check: MapSpot): number {
  const start = duration(check, 'start_period', 0);
  const interval = duration(check, 'interval', 30_000);
  const retries = member(check, 'retries')?.tree;
  const tries = retries?.kind === 'scalar' ? Number.parseInt(retries.text ?? '', 10) : 3;
  const wanted = start + interval * (Number.isFinite(tries) ? tries : 3);
  return Math.min(Math.max(wanted, LEAST_MS), MOST_MS);
}

const milliseconds: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001 };

function duration(check: MapSpot, name: string, otherwise: number): number {
  const tree = member(check, name)?.tree;
  const text = tree?.kind === 'scalar' ? (tree.text ?? '') : '';
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|us|h|m|s)/g)];
  if (parts.length === 0) return otherwise;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (milliseconds[unit ?? ''] ?? 0), 0);
}
