import type { Flag, FlagConfig, FlagState } from '@slipway/api';

/** Variants that the config serves and the flag does not have. */
export function unknownVariants(config: FlagConfig, flag: Pick<Flag, 'variants'>): string[] {
  const served = [
    config.offVariant,
    ...(config.safeVariant === null ? [] : [config.safeVariant]),
    ...config.targets.map(({ variant }) => variant),
    ...[config.fallthrough, ...config.rules.map(({ serve }) => serve)].flatMap((serve) =>
      'variant' in serve ? [serve.variant] : serve.split.weights.map(([variant]) => variant),
    ),
  ];
  return [...new Set(served)].filter((variant) => !Object.hasOwn(flag.variants, variant));
}

/** What one should know about a state just written: why it may not do what one expects. */
export function remarksOn(state: FlagState): string[] {
  const { config, flag, environment } = state;
  return [
    ...(state.killed
      ? [
          `It is killed and serves "${config.safeVariant ?? config.offVariant}" until: slipway flag restore ${flag} -e ${environment}`,
        ]
      : []),
    ...(!state.killed && !state.enabledNow && !config.schedule.some(({ enabled }) => enabled)
      ? [`It is off and serves "${config.offVariant}" until: slipway flag on ${flag} -e ${environment}`]
      : []),
    ...pointlessRules(config),
  ];
}

function pointlessRules({ fallthrough, rules }: FlagConfig): string[] {
  if (!('variant' in fallthrough) || rules.length === 0) return [];
  const isPointless = rules.every(({ serve }) => 'variant' in serve && serve.variant === fallthrough.variant);
  return isPointless
    ? [
        `Everyone else gets "${fallthrough.variant}" too, so the rules make no difference; limit it with --default.`,
      ]
    : [];
}
