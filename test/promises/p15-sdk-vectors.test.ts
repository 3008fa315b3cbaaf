import type { JsonValue, ResolutionDetails } from '@openfeature/server-sdk';
import type { SlipwayProvider } from '@slipway/sdk/server';
import { expect, test } from 'vitest';
import { digestOf } from '../support/rulesets.ts';
import { createSetting, started } from '../support/scripted-provider.ts';
import { type EvaluationCase, loadEvaluationCases } from '../support/spec.ts';

/** Promise 15: every SDK answers alike. The shared vectors, through the provider, at each case's instant. */

const unlike = Symbol('what no flag serves') as never;

function resolve(
  provider: SlipwayProvider,
  { flag, context, expected }: EvaluationCase,
): Promise<ResolutionDetails<JsonValue>> {
  switch (typeof expected.value) {
    case 'string':
      return provider.resolveStringEvaluation(flag, unlike, context as never);
    case 'number':
      return provider.resolveNumberEvaluation(flag, unlike, context as never);
    case 'object':
      return provider.resolveObjectEvaluation(flag, unlike, context as never);
    default:
      return provider.resolveBooleanEvaluation(flag, unlike, context as never);
  }
}

/** What OpenFeature sees of a decision: a value that is there hides its code in the metadata. */
function seenAs({ value, variant, reason, ruleId, errorCode }: EvaluationCase['expected']) {
  if (value === undefined) return { value: unlike, reason: 'ERROR', errorCode };
  const flagMetadata = {
    ...(ruleId !== undefined && { ruleId }),
    ...(errorCode !== undefined && { errorCode }),
  };
  return { value, variant, reason: errorCode === undefined ? reason : 'DEFAULT', flagMetadata };
}

test.each(loadEvaluationCases())('$name', async (one) => {
  const setting = createSetting({ ...one.ruleset, digest: digestOf(one.ruleset) });
  setting.time.setWall(one.now);
  const provider = await started(setting, { telemetry: false });

  const details = await resolve(provider, one);

  expect(details).toMatchObject(seenAs(one.expected));
  expect(details.flagMetadata?.ruleId).toBe(one.expected.ruleId);
  await provider.onClose();
});
