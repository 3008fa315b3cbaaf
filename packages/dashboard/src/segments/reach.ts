import type { Environment, SegmentContent } from '@slipway/api';
import { basesOf } from '../environments/tree.ts';

type Place = Pick<Environment, 'key' | 'base'>;
type States = ReadonlyMap<
  string,
  { state: { source: 'override' | 'base' | 'default'; content: SegmentContent } }
>;

/** Environments whose content an edit changes: of the definition (`environment` null) or of one environment. */
export function reachOf<T extends Place>(
  environment: string | null,
  places: readonly T[],
  states: States,
): T[] {
  const isOwn = (key: string): boolean => states.get(key)?.state.source === 'override';
  return places.filter(({ key }) => {
    const line = [key, ...basesOf(places, key).map((base) => base.key)];
    // What is next above says what holds; the environment is about to say something itself.
    return (line.find((one) => one === environment || isOwn(one)) ?? null) === environment;
  });
}

/** What an environment would have without its own. */
export function inheritedContent(
  { base }: Pick<Environment, 'base'>,
  definition: SegmentContent,
  states: States,
): SegmentContent | null {
  return base === null ? definition : (states.get(base)?.state.content ?? null);
}
