import { attributePath, readAttribute } from './attribute.ts';
import { unitOf } from './bucketing.ts';
import {
  allHold,
  type CompiledCondition,
  compileConditions,
  type KnownMembers,
  type Membership,
  noMembers,
} from './conditions.ts';
import { cyclicKeys, dependencyOrder } from './graph.ts';
import type { Instruments } from './operators.ts';
import { segmentReferences } from './references.ts';
import type { Segment } from './ruleset.ts';
import { listOf } from './unreadable.ts';

interface CompiledSegment {
  readonly key: string;
  readonly include: ReadonlySet<string>;
  readonly exclude: ReadonlySet<string>;
  readonly rules: readonly (readonly CompiledCondition[])[];
  /** Segments that its conditions name, as far as they are known. */
  readonly nested: CompiledSegment[];
}

const targetingKey = attributePath('targetingKey');

/** The context's targeting key as targets and segments compare it: like a unit, as a string. */
export function targetingKeyOf(context: unknown): string | undefined {
  return unitOf(readAttribute(context, targetingKey));
}

/** Membership by segment key. An unknown, cyclic or unreadable segment has no members. */
export function compileSegments(
  segments: Readonly<Record<string, Segment>>,
  instruments: Instruments,
): (segment: string) => Membership {
  const compiled = new Map<string, CompiledSegment>();
  for (const [key, segment] of readableSegments(segments)) {
    const result = compileSegment(key, segment, instruments);
    if (result !== null) compiled.set(key, result);
  }
  for (const { key, nested } of compiled.values()) {
    const segment = segments[key];
    const keys = segment === undefined ? [] : segmentReferences(segment);
    nested.push(...keys.flatMap((name) => compiled.get(name) ?? []));
  }
  return (key) => membershipOf(compiled.get(key));
}

function readableSegments(segments: Readonly<Record<string, Segment>>): [string, Segment][] {
  const entries = Object.entries(segments);
  const cyclic = cyclicKeys(new Map(entries.map(([key, segment]) => [key, segmentReferences(segment)])));
  return entries.filter(([key]) => !cyclic.has(key));
}

function compileSegment(key: string, segment: Segment, instruments: Instruments): CompiledSegment | null {
  const membership =
    (nested: string): Membership =>
    (_context, members) =>
      members.get(nested) === true;
  try {
    return {
      key,
      include: new Set(listOf<string>(segment.include, 'include')),
      exclude: new Set(listOf<string>(segment.exclude, 'exclude')),
      rules: segment.rules.map((rule) => compileConditions(rule.conditions, { ...instruments, membership })),
      nested: [],
    };
  } catch {
    return null;
  }
}

function membershipOf(segment: CompiledSegment | undefined): Membership {
  if (segment === undefined) return () => false;
  if (segment.nested.length === 0) return (context) => belongs(segment, context, noMembers);
  return (context) => belongsNested(segment, context);
}

/** Each nested segment is judged once, however often it is named. */
function belongsNested(segment: CompiledSegment, context: unknown): boolean {
  const members = new Map<string, boolean>();
  for (const part of dependencyOrder(segment, ({ nested }) => nested))
    members.set(part.key, belongs(part, context, members));
  return members.get(segment.key) === true;
}

function belongs(
  { include, exclude, rules }: CompiledSegment,
  context: unknown,
  members: KnownMembers,
): boolean {
  if (include.size > 0 || exclude.size > 0) {
    const key = targetingKeyOf(context);
    if (key !== undefined && include.has(key)) return true;
    if (key !== undefined && exclude.has(key)) return false;
  }
  return rules.some((conditions) => allHold(conditions, context, members));
}
