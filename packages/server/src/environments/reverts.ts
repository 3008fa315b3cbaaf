import { z } from 'zod';
import { type Reverter, untouchedGuard } from '../changes/index.ts';
import { type Mutations, madeChange, revertRequest } from '../rulesets/index.ts';
import { environmentEdition } from './mutations.ts';

const Content = z.object({ name: z.string(), base: z.string().nullable() });

/** Takes back another name or base. Kills that came with the base stay. */
export function environmentReverter(mutations: Mutations): Reverter {
  return async (revert) => {
    const guard = untouchedGuard(revert.change, (content) => Content.parse(content));
    const work = environmentEdition(revert.change.key, Content.parse(revert.change.before), guard);
    return madeChange(await mutations.run({ ...revertRequest(revert), scope: 'project' }, work));
  };
}
