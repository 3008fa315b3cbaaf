import type { FlagState } from '@slipway/api';
import type { FlagConfig } from '@slipway/engine';
import {
  type EffectiveState,
  effectiveStates,
  type Source,
  sourceOf,
  writtenConfig,
} from '../rulesets/index.ts';
import { isEnabled, type Own, type Standing } from './decide.ts';
import type { FlagRow, StateRow } from './store.ts';

/** One flag in all environments of its project. */
export interface FlagStates {
  flag: FlagRow;
  rows: readonly StateRow[];
  effective: ReadonlyMap<number, EffectiveState<FlagConfig>>;
}

export function statesOf(flag: FlagRow, rows: readonly StateRow[]): FlagStates {
  const own = new Map(rows.flatMap((row) => (row.revision > 0 ? [[row.id, row] as const] : [])));
  return { flag, rows, effective: effectiveStates(rows, own, flag.default_config) };
}

/** The same with other own states in some environments. */
export function statesWith({ flag, rows }: FlagStates, changed: ReadonlyMap<number, Own>): FlagStates {
  const nothing = { config: null, killed: false, revision: 0 };
  return statesOf(
    flag,
    rows.map((row) => {
      if (!changed.has(row.id)) return row;
      const own = changed.get(row.id);
      return own ? { ...row, ...own, revision: row.revision || 1 } : { ...row, ...nothing };
    }),
  );
}

function effectiveOf({ flag, effective }: FlagStates, id: number): EffectiveState<FlagConfig> {
  return (
    effective.get(id) ?? { config: flag.default_config, configFrom: null, killed: false, killedFrom: null }
  );
}

function ownOf(row: StateRow): Own {
  return row.revision === 0 ? null : { config: row.config, killed: row.killed };
}

export function standingOf(states: FlagStates, row: StateRow): Standing {
  const bare = statesWith(states, new Map([[row.id, null]]));
  return { own: ownOf(row), effective: effectiveOf(states, row.id), inherited: effectiveOf(bare, row.id) };
}

export function etagOf({ version, revision }: StateRow): string {
  return `"${version}.${revision}"`;
}

export function keyOf({ rows }: FlagStates, id: number | null): string | null {
  return rows.find((row) => row.id === id)?.key ?? null;
}

/** What the audit keeps of a state, before and after. */
export interface StateContent {
  config: FlagConfig;
  killed: boolean;
  killedHere: boolean;
  source: Source;
}

export function contentOf(states: FlagStates, id: number): StateContent {
  const state = effectiveOf(states, id);
  const { config, killed, killedFrom } = state;
  return { config, killed, killedHere: killedFrom === id, source: sourceOf(id, state) };
}

export function stateView(states: FlagStates, row: StateRow): FlagState {
  const state = effectiveOf(states, row.id);
  const source = sourceOf(row.id, state);
  return {
    flag: states.flag.key,
    environment: row.key,
    environmentKind: row.kind,
    version: row.version,
    source,
    inheritedFrom: source === 'base' ? keyOf(states, state.configFrom) : null,
    killed: state.killed,
    killedHere: row.killed,
    enabledNow: isEnabled(state.config, row.now.getTime()),
    config: writtenConfig(state.config),
  };
}
