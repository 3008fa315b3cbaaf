const PALETTE = 6;

/** Colours of a flag’s variants: fixed by order, the off variant always grey. */
export function variantColours(variants: readonly string[], offVariant: string): ReadonlyMap<string, string> {
  const others = variants.filter((variant) => variant !== offVariant);
  return new Map([
    [offVariant, 'var(--sw-variant-off)'],
    ...others.map((variant, index) => [variant, `var(--sw-variant-${index % PALETTE})`] as const),
  ]);
}
