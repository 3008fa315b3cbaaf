import type { Environment, FlagConfig, FlagState, Proposal, Serving } from '@slipway/api';
import type { StateLook } from '../ui/state-mark.tsx';
import { stateIn } from './flag-list-words.ts';
import { countOfPersons, isEnabledForOthers, isOnForFew } from './on-for-me.ts';
import { exposedShare, sharesOf } from './serve-words.ts';

type Rule = FlagConfig['rules'][number];

/** A state in short, as lists have it from the server; conditions and segments are not looked into. `heldBy` as the server says. */
export function servingOf(
  state: FlagState,
  etag: string,
  now: number,
  heldBy: string | null = null,
): Serving {
  const { config, environment, source, killedHere, version } = state;
  const rest = restOf(config, now);
  const stopped = stoppedBy(state, now);
  const holder = stopped === null ? heldBy : null;
  const served = holder === null ? servedIn(state, now) : new Set([config.offVariant]);
  return {
    environment,
    source,
    killedHere,
    version,
    etag,
    kind: stopped ?? audienceOf(served, config.offVariant),
    heldBy: holder,
    requires: config.prerequisites.map(({ flag }) => flag),
    share: holder === null ? exposedShare(rest, config.offVariant) : 0,
    variant: served.size === 1 ? ([...served][0] ?? null) : null,
    rules: config.rules.length,
    targets: config.targets.reduce((sum, { keys }) => sum + keys.length, 0),
    nextAt: null,
  };
}

function stoppedBy({ config, killed }: FlagState, now: number): 'killed' | 'off' | null {
  if (killed) return 'killed';
  return isEnabledForOthers(config, now) || isOnForFew(config, now) ? null : 'off';
}

function audienceOf(served: ReadonlySet<string>, offVariant: string): Serving['kind'] {
  if (!served.has(offVariant)) return 'everybody';
  return served.size === 1 ? 'nobody' : 'some';
}

/** Every variant that somebody may get now. */
function servedIn({ config, killed }: FlagState, now: number): Set<string> {
  const { offVariant, safeVariant, prerequisites, targets } = config;
  if (killed) return new Set([safeVariant ?? offVariant]);
  return new Set([
    ...(prerequisites.length > 0 ? [offVariant] : []),
    ...targets.flatMap(({ keys, variant }) => (keys.length > 0 ? [variant] : [])),
    ...choosing(config, now).flatMap(({ serve }) => sharesOf(serve).map(([variant]) => variant)),
    ...sharesOf(restOf(config, now)).map(([variant]) => variant),
  ]);
}

function activeRules({ rules }: FlagConfig, now: number): Rule[] {
  return rules.filter(({ from, until }) => (from ?? now) <= now && now < (until ?? now + 1));
}

/** Rules up to the first that leaves nothing to those behind it. */
function choosing(config: FlagConfig, now: number): Rule[] {
  const active = activeRules(config, now);
  const last = active.findIndex(({ conditions }) => conditions.length === 0);
  return last < 0 ? active : active.slice(0, last);
}

function restOf(config: FlagConfig, now: number): FlagConfig['fallthrough'] {
  return (
    activeRules(config, now).find(({ conditions }) => conditions.length === 0)?.serve ?? config.fallthrough
  );
}

/** A state in few words, with its shape. */
export function stateWords(
  state: FlagState,
  now: number,
  heldBy: string | null = null,
): { look: StateLook; words: string } {
  if (!state.killed && heldBy === null && isOnForFew(state.config, now)) {
    const persons = countOfPersons(state.config, now);
    return {
      look: 'rolling-out',
      words: persons === 1 ? 'on for 1 person only' : `on for ${persons} people only`,
    };
  }
  return stateIn(servingOf(state, '', now, heldBy));
}

type Place = Pick<Environment, 'key' | 'base'>;

/** Where the kill that holds in an environment was made: there or in a base of it; null = not killed. */
export function killedIn(
  environment: string,
  states: readonly Pick<FlagState, 'environment' | 'killedHere'>[],
  places: readonly Place[],
): string | null {
  const seen = new Set<string>();
  for (let key: string | null = environment; key !== null && !seen.has(key); key = baseOf(key, places)) {
    seen.add(key);
    if (states.some((state) => state.environment === key && state.killedHere)) return key;
  }
  return null;
}

function baseOf(key: string, places: readonly Place[]): string | null {
  return places.find((place) => place.key === key)?.base ?? null;
}

/** Open proposals that would change a flag in an environment. */
export function waitingFor(proposals: readonly Proposal[], flag: string, environment: string): Proposal[] {
  return proposals.filter(
    ({ params, effects }) =>
      (params.flag === flag && params.environment === environment) ||
      effects.some((one) => one.kind === 'flag' && one.key === flag && one.environment === environment),
  );
}
