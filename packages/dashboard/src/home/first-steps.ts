/** What is there so far; null = whoever looks may not know. */
export interface FirstFacts {
  environments: number;
  flags: number;
  /** Of SDKs. */
  tokens: number | null;
  isEvaluated: boolean;
  /** Members and those invited, without whoever looks. */
  others: number | null;
}

const stepIds = ['environment', 'flag', 'token', 'evaluation', 'person'] as const;
export type StepId = (typeof stepIds)[number];

export interface Step {
  id: StepId;
  isDone: boolean;
}

/** What a new project lacks to be of use, in order. */
export function stepsOf({ environments, flags, tokens, isEvaluated, others }: FirstFacts): Step[] {
  const done: Record<StepId, boolean> = {
    environment: environments > 0,
    flag: flags > 0,
    // Nothing is evaluated without a token.
    token: isEvaluated || (tokens ?? 0) > 0,
    evaluation: isEvaluated,
    person: (others ?? 1) > 0,
  };
  return stepIds.map((id) => ({ id, isDone: done[id] }));
}

export function isFinished(steps: readonly Step[]): boolean {
  return steps.every(({ isDone }) => isDone);
}

/** The one to take next; null = none is left. */
export function nextStep(steps: readonly Step[]): StepId | null {
  return steps.find(({ isDone }) => !isDone)?.id ?? null;
}

/** What a service needs to evaluate a flag. */
export function firstCode(url: string, flag: string): string {
  return [
    "import { OpenFeature } from '@openfeature/server-sdk';",
    "import { SlipwayProvider } from '@slipway/sdk/server';",
    '',
    'await OpenFeature.setProviderAndWait(',
    `  new SlipwayProvider({ url: '${url}', token: process.env.SLIPWAY_TOKEN }),`,
    ');',
    'const isOn = await OpenFeature.getClient().getBooleanValue(',
    `  '${flag}',`,
    '  false,',
    "  { targetingKey: 'u1' },",
    ');',
  ].join('\n');
}
