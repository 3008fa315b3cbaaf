/** One place where two JSON documents differ. */
export interface Difference {
  path: string;
  /** Undefined where there is nothing. */
  before: unknown;
  after: unknown;
}

/** Differences in the order of the documents; arrays by index, objects by key. */
export function differencesBetween(before: unknown, after: unknown, path = ''): Difference[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      differencesBetween(before[name], after[name], path === '' ? name : `${path}.${name}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      differencesBetween(before[index], after[index], `${path}[${index}]`),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path: path || '(all)', before, after }];
}

/** `rules[0].serve.variant  off → on`, `–` for nothing. */
export function differenceText({ path, before, after }: Difference): [string, string] {
  return [path, `${valueText(before)} → ${valueText(after)}`];
}

function valueText(value: unknown): string {
  return value === undefined || value === null ? '–' : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
