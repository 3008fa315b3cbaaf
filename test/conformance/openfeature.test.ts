import { createServer, type Server } from 'node:net';
import type { Pickle, PickleStep } from '@cucumber/messages';
import { OpenFeature } from '@openfeature/server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../support/server.ts';
import { contextSteps } from './context-steps.ts';
import { evaluationSteps } from './evaluation-steps.ts';
import { conformanceFolder, featureFiles, isConformancePresent, readScenarios, titleOf } from './features.ts';
import { hookSteps } from './hook-steps.ts';
import { providerSteps } from './provider-steps.ts';
import { loadTestFlags } from './test-flags.ts';
import { createWorld, rowsOf, type Step, type Target, type World } from './world.ts';

/** OpenFeature's specification, Appendix B, through the provider against a running server. */

const steps: Step[] = [...providerSteps, ...evaluationSteps, ...hookSteps, ...contextSteps];

/** Scenarios that do not apply, by tag, with the reason that the report shows. */
const excluded: Record<string, string> = {
  '@reason-codes-cached': 'nothing is cached: every evaluation is a new one',
};

async function perform(world: World, { text, argument }: PickleStep): Promise<void> {
  const fitting = steps.filter(({ pattern }) => pattern.test(text));
  const [step] = fitting;
  if (step === undefined || fitting.length > 1) throw new Error(`${fitting.length} steps fit "${text}".`);
  await step.run(world, step.pattern.exec(text)?.slice(1) ?? [], rowsOf(argument?.dataTable));
}

function defineScenario(scenario: Pickle, target: () => Target): void {
  const reason = scenario.tags.map(({ name }) => excluded[name]).find((one) => one !== undefined);
  if (reason !== undefined) {
    test.skip(`${titleOf(scenario)} — excluded: ${reason}`);
    return;
  }
  test(titleOf(scenario), async () => {
    const world = createWorld(target());
    for (const step of scenario.steps) await perform(world, step);
  });
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}

describe.runIf(isConformancePresent)('OpenFeature conformance', () => {
  const silent = createServer();
  let slipway: TestSlipway;
  let target: Target;

  beforeAll(async () => {
    slipway = await startTestServer();
    const token = await loadTestFlags(slipway.client, featureFiles.flatMap(readScenarios));
    const closed = createServer();
    const closedUrl = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    target = { url: slipway.url, token, silentUrl: await listen(silent), closedUrl };
  });

  afterEach(async () => {
    await OpenFeature.clearProviders();
    OpenFeature.clearHooks();
    OpenFeature.setContext({});
  });

  afterAll(async () => {
    silent.close();
    await slipway?.close();
  });

  describe.each(featureFiles)('%s', (file) => {
    for (const scenario of isConformancePresent ? readScenarios(file) : [])
      defineScenario(scenario, () => target);
  });
});

// Absent data is reported as skipped, and fails where it is required (`.ci/run`).
if (!isConformancePresent) {
  const isRequired = process.env.SLIPWAY_REQUIRE_CONFORMANCE === '1';
  test.skipIf(!isRequired).each(featureFiles)(`%s is not in ${conformanceFolder}`, () => {
    expect.fail('Set SLIPWAY_CONFORMANCE to the folder that holds the conformance data.');
  });
}
