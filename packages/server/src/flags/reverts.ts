import { FlagConfig, FlagEdit } from '@slipway/api';
import { z } from 'zod';
import { type Revert, type Reverter, untouchedGuard } from '../changes/index.ts';
import { configOf, type Mutations, madeChange, revertRequest } from '../rulesets/index.ts';
import { dropping, setting, stateChange } from './configs.ts';
import { archiving, edition, unarchiving } from './definitions.ts';

/** Takes back an edit, an archiving or an unarchiving of a flag. */
export function definitionReverter(mutations: Mutations): Reverter {
  return async (revert) => {
    const work = definitionWork(mutations, revert);
    return madeChange(await mutations.run({ ...revertRequest(revert), scope: 'project' }, work));
  };
}

function definitionWork(mutations: Mutations, { change }: Revert): ReturnType<typeof archiving> {
  const guard = untouchedGuard(change, (content) => content);
  if (change.action === 'archive') return unarchiving(change.key, guard);
  if (change.action === 'unarchive') return archiving(change.key, guard);
  return edition(mutations, change.key, FlagEdit.parse(change.before), guard);
}

const State = z.object({ config: FlagConfig, source: z.enum(['override', 'base', 'default']) });

/** Takes back what an environment was told about a flag. Its kill, past or present, stays as it is. */
export function configReverter(mutations: Mutations): Reverter {
  return async (revert) => {
    const { key, environmentKey, before } = revert.change;
    const own = ownConfig(before);
    const work = stateChange({
      key,
      action: own === null ? 'drop' : 'set',
      decide: own === null ? dropping : setting(own),
      guard: untouchedGuard(revert.change, ownConfig),
    });
    const scope = { environments: [environmentKey ?? ''] };
    return madeChange(await mutations.run({ ...revertRequest(revert), scope }, work));
  };
}

function ownConfig(content: unknown) {
  const { config, source } = State.parse(content);
  return source === 'override' ? configOf(config) : null;
}
