import { VariableName } from '@slipway/api';
import { templateProblems } from './interpolation.ts';
import { isNothing, items, type MapSpot, member, members, type Spot, textOf } from './reading.ts';
import type { Report } from './report.ts';

/** Names and texts of a mapping, or of a list of `NAME=text`. A name alone takes the variable that Slipway has. */
export function variablesOf(map: MapSpot, key: string, report: Report): Record<string, string> {
  const spot = member(map, key);
  if (!spot) return {};
  const pairs = spot.tree.kind === 'list' ? listed(spot, report) : mapped(spot, report);
  for (const { name, text, at, path } of pairs) check(name, text, { at, path }, report);
  return Object.fromEntries(pairs.map(({ name, text }) => [name, text]));
}

interface Named {
  name: string;
  text: string;
  at: number;
  path: string;
}

function mapped(spot: Spot, report: Report): Named[] {
  if (spot.tree.kind === 'map')
    return members({ ...spot, tree: spot.tree }).map((value) => {
      const text = isNothing(value.tree) ? passed(value.name) : (textOf(value, report) ?? '');
      return { name: value.name, text, at: value.at, path: value.path };
    });
  report.refuse(spot.at, spot.path, {
    message: `"${spot.path}" is neither a mapping nor a list.`,
    remedy: 'Write NAME: text, or a list of NAME=text.',
  });
  return [];
}

function listed(spot: Spot, report: Report): Named[] {
  return items(spot).map((item) => {
    const line = textOf(item, report) ?? '';
    const end = line.indexOf('=');
    const name = end === -1 ? line : line.slice(0, end);
    return { name, text: end === -1 ? passed(name) : line.slice(end + 1), at: item.at, path: item.path };
  });
}

function passed(name: string): string {
  return `\${${name}}`;
}

function check(name: string, text: string, { at, path }: { at: number; path: string }, report: Report): void {
  if (!VariableName.safeParse(name).success) {
    report.refuse(at, path, {
      message: `"${name}" is no name of a variable.`,
      remedy: 'Use letters, digits and "_", not starting with a digit.',
    });
    return;
  }
  for (const { message, remedy } of templateProblems(text)) report.refuse(at, path, { message, remedy });
}
