import {
  AsyncLocalStorageTransactionContextPropagator,
  type EvaluationContext,
  OpenFeature,
} from '@openfeature/server-sdk';
import { expect } from 'vitest';
import { given, type Step, type World } from './world.ts';

function add({ levels }: World, level: string, key: string, value: string): void {
  levels.set(level, { ...levels.get(level), [key]: value });
}

const at = ({ levels }: World, level: string): EvaluationContext => levels.get(level) ?? {};

async function evaluateWithLevels(world: World): Promise<void> {
  OpenFeature.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator());
  OpenFeature.setContext(at(world, 'API'));
  world.client.setContext(at(world, 'Client'));
  world.client.addHooks({ before: () => at(world, 'Before Hooks') });
  await new Promise<void>((resolve, reject) => {
    OpenFeature.setTransactionContext(at(world, 'Transaction'), () => {
      world.client
        .getBooleanDetails('boolean-flag', false, at(world, 'Invocation'))
        .then(() => resolve(), reject);
    });
  });
}

export const contextSteps: Step[] = [
  {
    pattern: /^A context entry with key "(.*)" and value "(.*)" is added to the "(.*)" level$/,
    run: (world, [key = '', value = '', level = '']) => add(world, level, key, value),
  },
  {
    pattern: /^A table with levels of increasing precedence$/,
    run: (world, _, rows) => {
      world.precedence = rows.map(([level = '']) => level);
    },
  },
  {
    // Each level gets its own name as the value, so that only the right precedence gives the last one's.
    pattern:
      /^Context entries for each level from API level down to the "(.*)" level, with key "(.*)" and value "(.*)"$/,
    run: (world, [last = '', key = '']) => {
      for (const level of world.precedence.slice(0, world.precedence.indexOf(last) + 1))
        add(world, level, key, level);
    },
  },
  { pattern: /^Some flag was evaluated$/, run: evaluateWithLevels },
  {
    pattern: /^The merged context contains an entry with key "(.*)" and value "(.*)"$/,
    run: (world, [key = '', value]) => expect(given(world.provider, 'a provider').retrieved[key]).toBe(value),
  },
];
