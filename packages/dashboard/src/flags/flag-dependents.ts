import type { FlagState } from '@slipway/api';

export interface Dependent {
  key: string;
  environments: string[];
}

/** Flags that require another one, and where. */
export function dependentsOf(
  states: readonly Pick<FlagState, 'flag' | 'environment' | 'config'>[],
  key: string,
): Dependent[] {
  const found = new Map<string, string[]>();
  for (const { flag, environment, config } of states)
    if (config.prerequisites.some((one) => one.flag === key))
      found.set(flag, [...(found.get(flag) ?? []), environment]);
  return [...found].map(([flag, environments]) => ({ key: flag, environments }));
}
