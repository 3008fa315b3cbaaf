import type { EvaluationDetails, FlagValue } from '@openfeature/server-sdk';
import { expect } from 'vitest';
import { parseValue } from './values.ts';
import { type AskedFlag, given, type Step, type World } from './world.ts';

const evaluators: Record<string, (world: World, flag: AskedFlag) => Promise<EvaluationDetails<FlagValue>>> = {
  boolean: ({ client, context, optionHooks: hooks }, { key, fallback }) =>
    client.getBooleanDetails(key, fallback === true, context, { hooks }),
  string: ({ client, context, optionHooks: hooks }, { key, fallback }) =>
    client.getStringDetails(key, String(fallback), context, { hooks }),
  number: ({ client, context, optionHooks: hooks }, { key, fallback }) =>
    client.getNumberDetails(key, Number(fallback), context, { hooks }),
  object: ({ client, context, optionHooks: hooks }, { key, fallback }) =>
    client.getObjectDetails(key, fallback, context, { hooks }),
};

const numeric: Record<string, string> = { integer: 'number', float: 'number' };

function evaluate(world: World): Promise<EvaluationDetails<FlagValue>> {
  const flag = given(world.flag, 'a flag');
  const type = flag.type.toLowerCase();
  const evaluator = evaluators[numeric[type] ?? type];
  if (evaluator === undefined) throw new Error(`No flag has type "${flag.type}".`);
  return evaluator(world, flag);
}

const details = (world: World): EvaluationDetails<FlagValue> => given(world.details, 'an evaluation');

export const evaluationSteps: Step[] = [
  {
    pattern: /^a (\w+)-flag with key "(.*)" and a fallback value "(.*)"$/,
    run: (world, [type = '', key = '', fallback = '']) => {
      world.flag = { type, key, fallback: parseValue(type, fallback) };
    },
  },
  {
    pattern: /^a context containing a key "(.*)", with type "(.*)" and with value "(.*)"$/,
    run: (world, [key = '', type = '', value = '']) => {
      world.context = { ...world.context, [key]: parseValue(type, value) };
    },
  },
  {
    pattern: /^a context containing a key "(.*)" with null value$/,
    run: (world, [key = '']) => {
      world.context = { ...world.context, [key]: null };
    },
  },
  {
    pattern: /^an evaluation context with modifiable data$/,
    run: (world) => {
      world.context = { targetingKey: 'u1', plan: 'pro', nested: { list: [1, { deep: true }] } };
      world.contextBefore = JSON.stringify(world.context);
    },
  },
  {
    pattern: /^the flag was evaluated with details(?: using the evaluation options)?$/,
    run: async (world) => {
      world.details = await evaluate(world);
    },
  },
  {
    pattern: /^the flag was evaluated with details asynchronously$/,
    run: async (world) => {
      let isDone = false;
      const evaluation = evaluate(world).finally(() => {
        isDone = true;
      });
      world.wasAsynchronous = evaluation instanceof Promise && !isDone;
      world.details = await evaluation;
    },
  },
  {
    pattern: /^the evaluation should complete without blocking$/,
    run: (world) => expect(world.wasAsynchronous).toBe(true),
  },
  {
    pattern: /^the resolved details value should be "(.*)"$/,
    run: (world, [value = '']) =>
      expect(details(world).value).toEqual(parseValue(given(world.flag, 'a flag').type, value)),
  },
  {
    pattern: /^the flag key should be "(.*)"$/,
    run: (world, [key]) => expect(details(world).flagKey).toBe(key),
  },
  {
    pattern: /^the reason should be "(.*)"$/,
    run: (world, [reason]) => expect(details(world).reason).toBe(reason),
  },
  {
    pattern: /^the variant should be "(.*)"$/,
    run: (world, [variant]) => expect(details(world).variant).toBe(variant),
  },
  {
    pattern: /^the error-code should be "(.*)"$/,
    run: (world, [code]) => expect(details(world).errorCode).toBe(code),
  },
  {
    pattern: /^the resolved metadata should contain$/,
    run: (world, _, [, ...rows]) => {
      const expected = rows.map(([key = '', type = '', value = '']) => [key, parseValue(type, value)]);
      expect(details(world).flagMetadata).toMatchObject(Object.fromEntries(expected));
    },
  },
  {
    pattern: /^the original evaluation context should remain unmodified$/,
    run: (world) => {
      expect(JSON.stringify(world.context)).toBe(world.contextBefore);
      expect(Object.isFrozen(world.context)).toBe(false);
    },
  },
  {
    pattern: /^the evaluation details should be immutable$/,
    run: (world) => {
      const { flagMetadata } = details(world);
      expect(() => Object.assign(flagMetadata, { version: 'changed' })).toThrow(TypeError);
      expect(() => Object.assign(flagMetadata, { added: true })).toThrow(TypeError);
    },
  },
];
