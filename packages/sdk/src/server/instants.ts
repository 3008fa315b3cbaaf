import type { EvaluationContext } from '@openfeature/server-sdk';

/** Deeper than any attribute path that people write; also the end of a cycle. */
const deepest = 4;

/**
 * The context with every `Date` as RFC 3339 text, which is what rulesets compare. The same object when it holds none.
 * An invalid `Date` stays: it matches nothing. So does a context that cannot be read through: the engine reads no
 * more of it than a flag asks for.
 */
export function withTextInstants(context: EvaluationContext): EvaluationContext {
  try {
    return holdsDate(context, deepest) ? copied(context, deepest) : context;
  } catch {
    return context;
  }
}

function holdsDate(record: object, depth: number): boolean {
  for (const value of Object.values(record))
    if (isInstant(value) || (isNested(value, depth) && holdsDate(value, depth - 1))) return true;
  return false;
}

function copied<Shape extends object>(record: Shape, depth: number): Shape {
  const entries = Object.entries(record).map(([name, value]) => [name, textOf(value, depth)]);
  return Object.fromEntries(entries) as Shape;
}

function textOf(value: unknown, depth: number): unknown {
  if (isInstant(value)) return value.toISOString();
  return isNested(value, depth) ? copied(value, depth - 1) : value;
}

function isInstant(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

function isNested(value: unknown, depth: number): value is object {
  if (depth <= 1 || typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !(value instanceof Date);
}
