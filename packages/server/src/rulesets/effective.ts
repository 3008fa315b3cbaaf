import { inLockOrder, type Place } from './tree.ts';

/** What an environment says itself. `config` null = inherited, only the kill is its own. */
export interface OwnState<Config> {
  config: Config | null;
  killed: boolean;
}

/** What holds in an environment, and where it comes from. */
export interface EffectiveState<Config> {
  config: Config;
  /** The environment whose own config this is; null = the default. */
  configFrom: number | null;
  killed: boolean;
  /** The environment whose kill this is; null = not killed. */
  killedFrom: number | null;
}

/**
 * The overlay law: an environment's own config, else what holds in its base, else the default. A kill is inherited
 * together with the config and only then, so that an override stands on its own.
 */
export function effectiveStates<Config>(
  places: readonly Place[],
  own: ReadonlyMap<number, OwnState<Config>>,
  fallback: Config,
): Map<number, EffectiveState<Config>> {
  const byDefault = { config: fallback, configFrom: null, killed: false, killedFrom: null };
  const states = new Map<number, EffectiveState<Config>>();
  for (const { id, baseId } of inLockOrder(places)) {
    const inherited = (baseId === null ? undefined : states.get(baseId)) ?? byDefault;
    states.set(id, overlaid(id, own.get(id), inherited));
  }
  return states;
}

function overlaid<Config>(
  id: number,
  own: OwnState<Config> | undefined,
  inherited: EffectiveState<Config>,
): EffectiveState<Config> {
  if (!own) return inherited;
  const config =
    own.config === null ? inherited : { config: own.config, configFrom: id, killed: false, killedFrom: null };
  return own.killed ? { ...config, killed: true, killedFrom: id } : config;
}

export type Source = 'override' | 'base' | 'default';

export function sourceOf(id: number, { configFrom }: EffectiveState<unknown>): Source {
  if (configFrom === null) return 'default';
  return configFrom === id ? 'override' : 'base';
}
