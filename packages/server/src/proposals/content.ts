import { createHash } from 'node:crypto';
import type { EffectDiff } from '@slipway/api';
import { canonicalJson } from '@slipway/engine';
import type { z } from 'zod';
import type { Call } from '../platform/http/index.ts';
import type { Judged } from '../rulesets/index.ts';

export type Diff = z.infer<typeof EffectDiff>;

/** What is shown and kept: every protected environment, and the others unless they only follow one of these. */
export function diffsOf(effects: readonly Judged[]): Diff[] {
  const byId = new Map(effects.map((effect) => [effect.environment.id, effect]));
  const follows = ({ environment: { baseId } }: Judged): boolean => {
    const base = baseId === null ? undefined : byId.get(baseId);
    return base !== undefined && (base.environment.isProtected || follows(base));
  };
  return effects
    .filter((effect) => effect.environment.isProtected || !follows(effect))
    .flatMap(({ environment, entries }) =>
      entries.map(({ kind, key, before, after }) => ({
        environment: environment.key,
        isProtected: environment.isProtected,
        kind,
        key,
        before: jsonOf(before),
        after: jsonOf(after),
      })),
    );
}

/** What an approval is for: the call, but for its reason, and what it does to protected environments. */
export function hashOf({ endpoint, params, query, body, ifMatch }: Call, diffs: readonly Diff[]): string {
  const call = { endpoint, params, query: withoutReason(query), body: withoutReason(body), ifMatch };
  const effects = diffs.filter(({ isProtected }) => isProtected);
  return createHash('sha256').update(canonicalJson({ call, effects })).digest('hex');
}

export function reasonOf({ query, body }: Call): string | null {
  const reason = query.reason ?? (isRecord(body) ? body.reason : undefined);
  return typeof reason === 'string' ? reason : null;
}

/** `production, staging`: the protected environments among them. */
export function protectedKeys(diffs: readonly Diff[]): string[] {
  return [...new Set(diffs.filter(({ isProtected }) => isProtected).map(({ environment }) => environment))];
}

function withoutReason(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { reason: _, ...rest } = value;
  return rest;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As it comes back from the database, so that a digest then and now are of the same. */
function jsonOf(value: unknown): Diff['before'] {
  return JSON.parse(JSON.stringify(value));
}
