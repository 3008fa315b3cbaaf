import type { Place } from './tree.ts';

/** The environment whose own overrides are meant. */
export interface OverridesOf {
  projectId: number;
  /** All of the project. */
  places: readonly Place[];
  place: Place;
}

/** The first `limit` keys that come after one. */
export interface KeysAfter {
  after: string;
  limit: number;
}
