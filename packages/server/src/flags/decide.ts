import type { FlagConfig, Serve } from '@slipway/engine';
import type { EffectiveState, OwnState } from '../rulesets/index.ts';

/** What an environment itself says of a flag; null = nothing. */
export type Own = OwnState<FlagConfig> | null;

/** A flag in one environment. */
export interface Standing {
  own: Own;
  effective: EffectiveState<FlagConfig>;
  /** What would hold here without anything of its own. */
  inherited: EffectiveState<FlagConfig>;
}

/** An own config stands alone, so it takes a kill that was inherited with it. */
export function withConfig({ effective }: Standing, config: FlagConfig): Own {
  return { config, killed: effective.killed };
}

export function withoutConfig({ own }: Standing): Own {
  return own?.killed ? { config: null, killed: true } : null;
}

export function withKill({ own }: Standing): Own {
  return { config: own?.config ?? null, killed: true };
}

/** `inherited`: the base would still kill it, so it has to be restored there. */
export function withoutKill({ own, effective, inherited }: Standing): Own | 'not-killed' | 'inherited' {
  if (!effective.killed) return 'not-killed';
  const config = own?.config ?? null;
  if (config !== null) return { config, killed: false };
  return inherited.killed ? 'inherited' : null;
}

/** Entries whose time has come are over; those to come are kept or discarded as asked. */
export function withEnabled(
  config: FlagConfig,
  enabled: boolean,
  schedule: 'keep' | 'discard' | undefined,
  now: number,
): FlagConfig | 'schedule-pending' {
  const pending = config.schedule.filter(({ at }) => at > now);
  if (pending.length > 0 && schedule === undefined) return 'schedule-pending';
  return { ...config, enabled, schedule: schedule === 'keep' ? pending : [] };
}

/** The last schedule entry whose time has come, else `enabled`. Of equal instants the later entry counts. */
export function isEnabled({ enabled, schedule }: FlagConfig, now: number): boolean {
  const passed = schedule.filter(({ at }) => at <= now);
  const last = passed.reduce((latest, entry) => (entry.at >= latest.at ? entry : latest), {
    at: Number.NEGATIVE_INFINITY,
    enabled,
  });
  return last.enabled;
}

export interface VariantUse {
  variant: string;
  /** As in `rules[0].serve.variant`. */
  path: string;
}

/** Everywhere a config names a variant of its own flag. */
export function variantUses(config: FlagConfig): VariantUse[] {
  const { offVariant, safeVariant, targets, rules, fallthrough } = config;
  return [
    { variant: offVariant, path: 'offVariant' },
    ...(safeVariant === null ? [] : [{ variant: safeVariant, path: 'safeVariant' }]),
    ...targets.map(({ variant }, index) => ({ variant, path: `targets[${index}].variant` })),
    ...rules.flatMap(({ serve }, index) => servedVariants(serve, `rules[${index}].serve`)),
    ...servedVariants(fallthrough, 'fallthrough'),
  ];
}

function servedVariants(serve: Serve, path: string): VariantUse[] {
  if ('variant' in serve) return [{ variant: serve.variant, path: `${path}.variant` }];
  return serve.split.weights.map(([variant], index) => ({
    variant,
    path: `${path}.split.weights[${index}]`,
  }));
}
