interface Wanted {
  offVariant?: string | undefined;
  onVariant?: string | undefined;
}

/**
 * What a new flag serves while it is off and once it is on: what was asked for, else `off` and `on`,
 * else the last and the first, never the same twice while there is a choice.
 */
export function servingVariants(
  names: readonly string[],
  wanted: Wanted,
): { offVariant: string; onVariant: string } {
  const offVariant =
    wanted.offVariant ?? usual('off', names) ?? other(names.toReversed(), wanted.onVariant) ?? 'off';
  const lit = names.filter((name) => name !== offVariant);
  return { offVariant, onVariant: wanted.onVariant ?? usual('on', lit) ?? lit[0] ?? offVariant };
}

function usual(name: string, names: readonly string[]): string | undefined {
  return names.find((each) => each === name);
}

function other(names: readonly string[], taken: string | undefined): string | undefined {
  return names.find((name) => name !== taken) ?? names[0];
}
