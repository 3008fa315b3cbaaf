import { isInNetwork, parseAddress, parseNetwork } from './cidr.ts';
import { parseInstant } from './rfc3339.ts';
import type { JsonValue, Operator } from './ruleset.ts';
import { compareSemver, isApproximate, isCompatible, parseSemver, type Semver } from './semver.ts';

/** A compiled pattern; `test` searches anywhere in the text. */
export interface Pattern {
  test(text: string): boolean;
}

/** Compiles a pattern of RE2 syntax, or throws. Injected, so that the engine has no dependency. */
export type RegexCompiler = (pattern: string, options: { ignoreCase: boolean }) => Pattern;

/** Epoch milliseconds of an object that stands for an instant, such as a date of the host's; undefined for any other. */
export type InstantReader = (value: object) => number | undefined;

/** What the host lends to operators. */
export interface Instruments {
  regex: RegexCompiler;
  toInstant?: InstantReader | undefined;
}

export interface Operands extends Instruments {
  values: readonly JsonValue[];
  negate: boolean;
  ignoreCase: boolean;
}

/** Whether a present attribute value satisfies the operator, before `negate`. Wrong types are false. */
export type Test = (value: unknown) => boolean;

/** Each operator's meaning: operands once, then one test per evaluation. */
export const operatorTests: Readonly<Record<Operator, (operands: Operands) => Test>> = {
  equals: equalsTest,
  'one-of': oneOfTest,
  contains: (operands) => textTest(operands, (text, part) => text.includes(part)),
  'starts-with': (operands) => textTest(operands, (text, part) => text.startsWith(part)),
  'ends-with': (operands) => textTest(operands, (text, part) => text.endsWith(part)),
  matches: matchesTest,
  less: (operands) => numberTest(operands, (value, limit) => value < limit),
  'less-or-equal': (operands) => numberTest(operands, (value, limit) => value <= limit),
  greater: (operands) => numberTest(operands, (value, limit) => value > limit),
  'greater-or-equal': (operands) => numberTest(operands, (value, limit) => value >= limit),
  between: betweenTest,
  'semver-equal': (operands) => semverTest(operands, (version, base) => compareSemver(version, base) === 0),
  'semver-less': (operands) => semverTest(operands, (version, base) => compareSemver(version, base) < 0),
  'semver-less-or-equal': (operands) =>
    semverTest(operands, (version, base) => compareSemver(version, base) <= 0),
  'semver-greater': (operands) => semverTest(operands, (version, base) => compareSemver(version, base) > 0),
  'semver-greater-or-equal': (operands) =>
    semverTest(operands, (version, base) => compareSemver(version, base) >= 0),
  'semver-compatible': (operands) => semverTest(operands, isCompatible),
  'semver-approximate': (operands) => semverTest(operands, isApproximate),
  before: (operands) => instantTest(operands, (at, limit) => at < limit),
  after: (operands) => instantTest(operands, (at, limit) => at > limit),
  exists: () => () => true,
  'in-cidr': inCidrTest,
};

const never: Test = () => false;

function equalsTest({ values, ignoreCase }: Operands): Test {
  const [expected] = values;
  if (!isScalar(expected)) return never;
  if (!ignoreCase || typeof expected !== 'string') return (value) => value === expected;
  const lowered = expected.toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase() === lowered;
}

function oneOfTest({ values, ignoreCase }: Operands): Test {
  const scalars = values.filter(isScalar);
  if (!ignoreCase) {
    const accepted = new Set<unknown>(scalars);
    return (value) => accepted.has(value);
  }
  const accepted = new Set<unknown>(scalars.map(lowerText));
  return (value) => accepted.has(lowerText(value));
}

function lowerText(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function textTest({ values, ignoreCase }: Operands, holds: (text: string, part: string) => boolean): Test {
  const parts = values.filter(isString).map((part) => (ignoreCase ? part.toLowerCase() : part));
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && !ignoreCase)
    return (value) => typeof value === 'string' && holds(value, only);
  return (value) => {
    if (typeof value !== 'string') return false;
    const text = ignoreCase ? value.toLowerCase() : value;
    return parts.some((part) => holds(text, part));
  };
}

/** A pattern that does not compile matches nothing; under `negate` the condition then never holds. */
function matchesTest({ values, negate, ignoreCase, regex }: Operands): Test {
  const compiled = values.filter(isString).map((pattern) => compilePattern(regex, pattern, ignoreCase));
  const patterns = compiled.filter((pattern) => pattern !== null);
  if (negate && patterns.length < compiled.length) return () => true;
  return (value) => typeof value === 'string' && patterns.some((pattern) => finds(pattern, value));
}

function compilePattern(regex: RegexCompiler, pattern: string, ignoreCase: boolean): Pattern | null {
  try {
    return regex(pattern, { ignoreCase });
  } catch {
    return null;
  }
}

function finds(pattern: Pattern, text: string): boolean {
  try {
    return pattern.test(text);
  } catch {
    return false;
  }
}

function numberTest({ values: [limit] }: Operands, holds: (value: number, limit: number) => boolean): Test {
  if (typeof limit !== 'number') return never;
  return (value) => typeof value === 'number' && holds(value, limit);
}

function betweenTest({ values: [low, high] }: Operands): Test {
  if (typeof low !== 'number' || typeof high !== 'number') return never;
  return (value) => typeof value === 'number' && value >= low && value <= high;
}

function semverTest(
  { values: [operand] }: Operands,
  holds: (version: Semver, base: Semver) => boolean,
): Test {
  const base = typeof operand === 'string' ? parseSemver(operand) : null;
  if (base === null) return never;
  return (value) => {
    const version = typeof value === 'string' ? parseSemver(value) : null;
    return version !== null && holds(version, base);
  };
}

function instantTest(
  { values: [operand], toInstant }: Operands,
  holds: (at: number, limit: number) => boolean,
): Test {
  const limit = instantOf(operand);
  if (limit === null) return never;
  return (value) => {
    const at = typeof value === 'object' && value !== null ? readInstant(value, toInstant) : instantOf(value);
    return at !== null && holds(at, limit);
  };
}

function readInstant(value: object, toInstant: InstantReader | undefined): number | null {
  try {
    return toInstant?.(value) ?? null;
  } catch {
    return null;
  }
}

/** Epoch milliseconds of an RFC 3339 string or a number of milliseconds; null for anything else. */
export function instantOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? parseInstant(value) : null;
}

function inCidrTest({ values }: Operands): Test {
  const networks = values
    .filter(isString)
    .map(parseNetwork)
    .filter((network) => network !== null);
  return (value) => {
    const address = typeof value === 'string' ? parseAddress(value) : null;
    return address !== null && networks.some((network) => isInNetwork(address, network));
  };
}

function isString(value: JsonValue): value is string {
  return typeof value === 'string';
}

function isScalar(value: JsonValue | undefined): value is string | number | boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && !Number.isNaN(value))
  );
}
