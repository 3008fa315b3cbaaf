import { type Document, isMap, isScalar, parseDocument, stringify, type YAMLMap } from 'yaml';
import type { Guesses } from './guess.ts';

/**
 * The text with x-slipway put in and everything else as it was written. Where that cannot be done (a service in one
 * line, an x-slipway that is replaced), the whole is written anew; comments stay either way.
 */
export function inserted(text: string, document: Document, guesses: Guesses): string {
  const services = document.get('services');
  const places = [...guesses.services].map(([name, content]) => placeOf(text, services, name, content));
  const anew = rewritten(document, guesses);
  const wholes = places.filter((place) => place !== null);
  if (wholes.length < places.length) return anew;
  const withServices = wholes
    .sort((a, b) => b.at - a.at)
    .reduce((done, { at, lines }) => `${done.slice(0, at)}\n${lines}${done.slice(at)}`, text);
  const own = guesses.database ? `\n${stringify({ 'x-slipway': { database: guesses.database } })}` : '';
  const after = `${withServices.trimEnd()}\n${own}`;
  return isSame(after, anew) ? after : anew;
}

function rewritten(document: Document, { services, database }: Guesses): string {
  for (const [name, content] of services)
    document.setIn(['services', name, 'x-slipway'], document.createNode(content));
  if (database) document.set('x-slipway', document.createNode({ database }));
  return document.toString({ lineWidth: 0 });
}

/** After the last line of a service, as deep as its keys. */
function placeOf(
  text: string,
  services: unknown,
  name: string,
  content: object,
): { at: number; lines: string } | null {
  const service: unknown = isMap(services) ? services.get(name, true) : null;
  if (!isMap(service) || service.flow || service.has('x-slipway') || !service.range) return null;
  const depth = depthOf(text, service);
  const end = text.slice(0, service.range[1]).trimEnd().length;
  const newline = text.indexOf('\n', end);
  const lines = stringify({ 'x-slipway': content }, { lineWidth: 0 }).trimEnd().split('\n');
  return {
    at: newline === -1 ? text.length : newline,
    lines: lines.map((line) => ' '.repeat(depth) + line).join('\n'),
  };
}

function depthOf(text: string, service: YAMLMap<unknown, unknown>): number {
  const key = service.items[0]?.key;
  const start = isScalar(key) && key.range ? key.range[0] : 0;
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [parseDocument(one), parseDocument(other)];
  return a.errors.length === 0 && JSON.stringify(sorted(a.toJS())) === JSON.stringify(sorted(b.toJS()));
}

/** Keys in one order: where x-slipway stands does not count. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => [key, sorted(one)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
