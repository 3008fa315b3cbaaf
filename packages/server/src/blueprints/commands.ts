import { items, type MapSpot, member, type Spot, textOf } from './reading.ts';
import type { Report } from './report.ts';

/** Entry point and command as one line for a shell, which puts the variables in; null: neither is given. */
export function commandOf(service: MapSpot, report: Report): string | null {
  const parts = [member(service, 'entrypoint'), member(service, 'command')].flatMap((spot) =>
    spot ? [lineOf(spot, report)] : [],
  );
  const line = parts.filter((part) => part !== '').join(' ');
  return line === '' ? null : line;
}

function lineOf(spot: Spot, report: Report): string {
  if (spot.tree.kind !== 'list') return (textOf(spot, report) ?? '').replaceAll('$$', '$');
  return items(spot)
    .map((item) => quoted(textOf(item, report) ?? ''))
    .join(' ');
}

/** A word as a shell takes it. Variables are still put in by Compose’s rules; `$$` is a dollar sign. */
function quoted(word: string): string {
  if (/^[A-Za-z0-9_./:=@%+,-]+$/.test(word)) return word;
  if (!word.includes('$')) return `'${word.replaceAll("'", "'\\''")}'`;
  return `"${word.replaceAll(/[\\"`]/g, '\\$&').replaceAll('$$', '\\$')}"`;
}
