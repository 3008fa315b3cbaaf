import { types } from 'node:util';
import type { AttributeSeen, Context } from '@slipway/engine';
import { bounds } from './bounds.ts';
import { isReportable } from './names.ts';

/** Which attributes contexts carry: names and types, never values. */
export interface Attributes {
  /** Looks at one context in `bounds.attributeSampling`. */
  sample(context: Context): void;
  /** What was not yet drained. */
  drain(): AttributeSeen[];
  /** Names, seen again and again, that the server would not take. */
  dropped(): number;
}

function typeOf(value: unknown): AttributeSeen['type'] | undefined {
  if (Array.isArray(value)) return 'array';
  // Rules compare a date as they compare the text of an instant.
  if (types.isDate(value)) return 'string';
  const type = typeof value;
  if (type === 'string' || type === 'number' || type === 'boolean') return type;
  return type === 'object' && value !== null ? 'object' : undefined;
}

export function createAttributes(): Attributes {
  const seen = new Set<string>();
  let fresh: AttributeSeen[] = [];
  let untilNext = 1;
  let dropped = 0;

  function note(name: string, value: unknown): void {
    const type = typeOf(value);
    if (type === undefined || seen.size >= bounds.attributes) return;
    if (!isReportable(name, bounds.attributeNameLength)) {
      dropped += 1;
      return;
    }
    const label = `${type} ${name}`;
    if (seen.has(label)) return;
    seen.add(label);
    fresh.push({ name, type });
  }

  return {
    sample(context) {
      untilNext -= 1;
      if (untilNext > 0) return;
      untilNext = bounds.attributeSampling;
      try {
        for (const name of Object.keys(context).slice(0, bounds.attributes)) note(name, context[name]);
      } catch {
        // A context may be anything, also a proxy that throws.
      }
    },
    drain() {
      const drained = fresh;
      fresh = [];
      return drained;
    },
    dropped: () => dropped,
  };
}
