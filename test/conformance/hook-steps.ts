import type { EvaluationDetails, FlagValue, Hook } from '@openfeature/server-sdk';
import { expect } from 'vitest';
import { parseValue } from './values.ts';
import type { Step, World } from './world.ts';

function recordingHook({ hookCalls }: World, hook: string): Hook {
  return {
    before: () => void hookCalls.push({ hook, stage: 'before' }),
    after: (_, details) => void hookCalls.push({ hook, stage: 'after', details }),
    error: () => void hookCalls.push({ hook, stage: 'error' }),
    finally: (_, details) => void hookCalls.push({ hook, stage: 'finally', details }),
  };
}

const fields: Record<string, (details: EvaluationDetails<FlagValue>) => unknown> = {
  flag_key: ({ flagKey }) => flagKey,
  value: ({ value }) => value,
  variant: ({ variant }) => variant,
  reason: ({ reason }) => reason,
  error_code: ({ errorCode }) => errorCode,
};

/** The specification's null is JavaScript's undefined. */
const expectedField = (type: string, text: string): unknown =>
  text === 'null' ? undefined : parseValue(type, text);

function expectStage({ hookCalls }: World, stage: string, rows: string[][]): void {
  const call = hookCalls.find((one) => one.stage === stage);
  for (const [type = '', field = '', text = ''] of rows) {
    const read = fields[field];
    if (read === undefined || call?.details === undefined) throw new Error(`"${stage}" has no ${field}.`);
    expect(read(call.details), `${stage}: ${field}`).toBe(expectedField(type, text));
  }
}

export const hookSteps: Step[] = [
  {
    pattern: /^a client with added hook$/,
    run: (world) => {
      world.client.addHooks(recordingHook(world, 'client'));
    },
  },
  {
    pattern: /^evaluation options containing specific hooks$/,
    run: (world) => {
      world.optionHooks = [recordingHook(world, 'first'), recordingHook(world, 'second')];
    },
  },
  {
    pattern: /^the "(.*)" hook should have been executed$/,
    run: ({ hookCalls }, [stage]) => expect(hookCalls.map((call) => call.stage)).toContain(stage),
  },
  {
    pattern: /^the "(.*)" hooks should be called with evaluation details$/,
    run: (world, [stages = ''], [, ...rows]) => {
      for (const stage of stages.split(', ')) expectStage(world, stage, rows);
    },
  },
  {
    pattern: /^the specified hooks should execute during evaluation$/,
    run: ({ hookCalls }) =>
      expect(new Set(hookCalls.map(({ hook }) => hook))).toEqual(new Set(['first', 'second'])),
  },
  {
    pattern: /^the hook order should be maintained$/,
    run: ({ hookCalls }) =>
      expect(hookCalls.map(({ hook, stage }) => `${stage} ${hook}`)).toEqual([
        'before first',
        'before second',
        'after second',
        'after first',
        'finally second',
        'finally first',
      ]),
  },
];
