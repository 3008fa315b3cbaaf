/** Configs and segments in the order in which a decision goes; other names come last, by the alphabet. */
const order = [
  'id',
  'at',
  'flag',
  'variant',
  'attribute',
  'operator',
  'segment',
  'values',
  'ignoreCase',
  'negate',
  'enabled',
  'schedule',
  'offVariant',
  'safeVariant',
  'prerequisites',
  'targets',
  'from',
  'until',
  'conditions',
  'serve',
  'rules',
  'fallthrough',
  'include',
  'exclude',
  'by',
  'salt',
  'algorithm',
  'weights',
];

const LONGEST_LINE = 48;

/** JSON to be read and edited: in one order whatever the keys' own, short lists and objects on one line. */
export function jsonText(value: unknown, indent = ''): string {
  const short = oneLine(value);
  if (indent !== '' && short.length + indent.length <= LONGEST_LINE) return short;
  const deeper = `${indent}  `;
  if (Array.isArray(value) && value.length > 0)
    return `[\n${value.map((item: unknown) => deeper + jsonText(item, deeper)).join(',\n')}\n${indent}]`;
  const entries = entriesOf(value);
  if (entries.length === 0) return short;
  const lines = entries.map(([name, part]) => `${deeper}${JSON.stringify(name)}: ${jsonText(part, deeper)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const entries = entriesOf(value);
  if (entries.length === 0) return JSON.stringify(value) ?? 'null';
  return `{ ${entries.map(([name, part]) => `${JSON.stringify(name)}: ${oneLine(part)}`).join(', ')} }`;
}

function entriesOf(value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
}
