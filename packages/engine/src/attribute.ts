/** An attribute's name and, where the name has dots, the steps of its path. */
export interface AttributePath {
  name: string;
  steps: readonly string[] | null;
}

export function attributePath(name: string): AttributePath {
  return { name, steps: name.includes('.') ? name.split('.') : null };
}

// `Object.hasOwn` goes through one call more, which is measurable with several conditions.
const hasOwn = Object.prototype.hasOwnProperty;

/**
 * The attribute's value: the own property of exactly that name, else the one its dotted path reaches through
 * objects (not arrays). `undefined` when missing; null, a throwing getter and a throwing proxy count as missing.
 */
export function readAttribute(context: unknown, path: AttributePath): unknown {
  try {
    if (!isObject(context)) return undefined;
    if (hasOwn.call(context, path.name)) return context[path.name] ?? undefined;
    return path.steps === null ? undefined : (follow(context, path.steps) ?? undefined);
  } catch {
    return undefined;
  }
}

function follow(context: unknown, steps: readonly string[]): unknown {
  let value = context;
  for (const step of steps) {
    if (!isObject(value) || Array.isArray(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
