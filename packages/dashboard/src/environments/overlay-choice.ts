import type { Override } from '@slipway/api';

type Named = Pick<Override, 'kind' | 'key'>;

export function nameOf({ kind, key }: Named): string {
  return `${kind}:${key}`;
}

/** A kill alone is neither promoted nor discarded: a person restores it. */
export function promotable<T extends Pick<Override, 'own'>>(items: readonly T[]): T[] {
  return items.filter(({ own }) => own !== null);
}

export interface Chosen {
  flags?: string[];
  segments?: string[];
}

/** What to name when promoting; null = every override, which is named by naming nothing. */
export function chosenKeys(chosen: readonly Named[] | null): Chosen {
  if (chosen === null) return {};
  const [flags, segments] = (['flag', 'segment'] as const).map((kind) =>
    chosen.filter((one) => one.kind === kind).map(({ key }) => key),
  );
  return { ...(flags?.length ? { flags } : {}), ...(segments?.length ? { segments } : {}) };
}
