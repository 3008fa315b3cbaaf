import { operators } from '@slipway/engine';

/** Where a value is not shaped as a config. */
export interface ShapeIssue {
  keys: readonly PropertyKey[];
  message: string;
}

type Check = (value: unknown, keys: readonly PropertyKey[]) => ShapeIssue[];

const text = kind('a text', (value) => typeof value === 'string');
const integer = kind('a whole number', Number.isInteger);
const yesOrNo = kind('true or false', (value) => typeof value === 'boolean');
const scalar = kind('a text, a number, true or false', (value) =>
  typeof value === 'number' ? Number.isFinite(value) : ['string', 'boolean'].includes(typeof value),
);
const operator = kind('an operator, such as "one-of"', (value) => operators.some((name) => name === value));
const one = kind('1', (value) => value === 1);

function kind(name: string, isSo: (value: unknown) => boolean): Check {
  return (value, keys) => (isSo(value) ? [] : [{ keys, message: `Put ${name} here.` }]);
}

function orNull(check: Check): Check {
  return (value, keys) => (value === null ? [] : check(value, keys));
}

function list(check: Check): Check {
  return (value, keys) =>
    Array.isArray(value)
      ? value.flatMap((item: unknown, index) => check(item, [...keys, index]))
      : [{ keys, message: 'Put a list here: [ … ].' }];
}

function pair(first: Check, second: Check): Check {
  return (value, keys) =>
    Array.isArray(value) && value.length === 2
      ? [...first(value[0], [...keys, 0]), ...second(value[1], [...keys, 1])]
      : [{ keys, message: 'Put two values here: [ …, … ].' }];
}

function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, keys) => {
    if (!isRecord(value)) return [{ keys, message: 'Put an object here: { … }.' }];
    const missing = Object.keys(required).filter((name) => value[name] === undefined);
    const present = Object.entries(value).filter(([, part]) => part !== undefined);
    return [
      ...missing.map((name) => ({ keys, message: `"${name}" is missing.` })),
      ...present.flatMap(([name, part]) => {
        const check = own(required, name) ?? own(optional, name);
        return check
          ? check(part, [...keys, name])
          : [{ keys: [...keys, name], message: `"${name}" is not known here.` }];
      }),
    ];
  };
}

function own(checks: Record<string, Check>, name: string): Check | undefined {
  return Object.hasOwn(checks, name) ? checks[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, is told by a name that only the one has. */
function eitherBy(name: string, withIt: Check, otherwise: Check): Check {
  return (value, keys) => (isRecord(value) && name in value ? withIt : otherwise)(value, keys);
}

const condition = eitherBy(
  'segment',
  object({ segment: text }, { negate: yesOrNo }),
  object({ attribute: text, operator }, { values: list(scalar), negate: yesOrNo, ignoreCase: yesOrNo }),
);
const split = object({ by: text, salt: text, algorithm: one, weights: list(pair(text, integer)) });
const serve = eitherBy('split', object({ split }), object({ variant: text }));
const rule = object(
  { id: text, conditions: list(condition), serve },
  { from: orNull(integer), until: orNull(integer) },
);
const config = object({
  enabled: yesOrNo,
  schedule: list(object({ at: integer, enabled: yesOrNo })),
  offVariant: text,
  safeVariant: orNull(text),
  prerequisites: list(object({ flag: text, variants: list(text) })),
  targets: list(object({ variant: text, keys: list(text) })),
  rules: list(rule),
  fallthrough: serve,
});

/** Why a form cannot show a value as a config; [] = it can. Whether it may be saved is another question. */
export function shapeIssues(value: unknown): ShapeIssue[] {
  return config(value, []);
}

/** `rules[0].serve.split`. */
export function pathText(keys: readonly PropertyKey[]): string {
  return keys
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
