import { SegmentContent } from '@slipway/api';
import { z } from 'zod';
import { type Reverter, untouchedGuard } from '../changes/index.ts';
import { contentOf, type Mutations, madeChange, revertRequest } from '../rulesets/index.ts';
import { segmentEdition } from './definitions.ts';
import { overriding } from './overrides.ts';

const Text = z.object({ name: z.string(), description: z.string(), content: SegmentContent });

/** Takes back an edit of a segment. */
export function segmentReverter(mutations: Mutations): Reverter {
  return async (revert) => {
    const { name, description, content } = Text.parse(revert.change.before);
    const guard = untouchedGuard(revert.change, (present) => present);
    const text = { name, description, content: contentOf(content) };
    const work = segmentEdition(mutations, revert.change.key, text, guard);
    return madeChange(await mutations.run({ ...revertRequest(revert), scope: 'project' }, work));
  };
}

const Override = z.object({ content: SegmentContent, source: z.enum(['override', 'base', 'default']) });

/** Takes back what an environment was told about a segment. */
export function segmentOverrideReverter(mutations: Mutations): Reverter {
  return async (revert) => {
    const { key, environmentKey, before } = revert.change;
    const work = overriding(key, ownContent(before), untouchedGuard(revert.change, ownContent));
    const scope = { environments: [environmentKey ?? ''] };
    return madeChange(await mutations.run({ ...revertRequest(revert), scope }, work));
  };
}

function ownContent(stored: unknown) {
  const { content, source } = Override.parse(stored);
  return source === 'override' ? contentOf(content) : null;
}
