import type { Change } from '@slipway/api';
import { flagPart, listed, type Phrase, say, variantPart } from '../flags/phrase.ts';
import { type Content, contentOf, editedNames, textIn } from './content.ts';

/** What the parts of a definition are called. */
export const definitionNames: Readonly<Record<string, string>> = {
  name: 'name',
  description: 'description',
  kind: 'kind',
  tags: 'tags',
  owner: 'owner',
  variants: 'variants',
  clientVisible: 'visibility for client tokens',
  observe: 'recording of outcomes',
  metadata: 'metadata',
  type: 'type',
};

/** An edit of a flag itself, which every environment shares. */
export function definitionWords({ key, before: was, after: is }: Change): Phrase {
  const [before, after] = [contentOf(was), contentOf(is)];
  const edited = editedNames(before, after);
  const flag = flagPart(key);
  const [only] = edited;
  if (edited.length === 1 && only !== undefined) return oneWords(only, flag, before, after);
  const names = edited.map((name) => definitionNames[name] ?? name);
  return names.length === 0 ? say`edited ${flag}` : say`edited ${listed(names, 'and')} of ${flag}`;
}

function oneWords(
  name: string,
  flag: ReturnType<typeof flagPart>,
  before: Content | null,
  after: Content | null,
): Phrase {
  if (name === 'name') return say`renamed ${flag} to “${textIn(after, 'name') ?? ''}”`;
  if (name === 'owner') {
    const owner = textIn(after, 'owner');
    return owner === null ? say`took the owner off ${flag}` : say`made ${owner} the owner of ${flag}`;
  }
  if (name === 'observe')
    return after?.observe === true
      ? say`began to record outcomes of ${flag}`
      : say`stopped recording outcomes of ${flag}`;
  if (name === 'clientVisible')
    return after?.clientVisible === true
      ? say`showed ${flag} to client tokens`
      : say`hid ${flag} from client tokens`;
  if (name === 'variants')
    return variantsWords(flag, contentOf(before?.variants), contentOf(after?.variants));
  return say`edited ${definitionNames[name] ?? name} of ${flag}`;
}

function variantsWords(
  flag: ReturnType<typeof flagPart>,
  before: Content | null,
  after: Content | null,
): Phrase {
  const edited = editedNames(before, after);
  const named = listed(edited.map(variantPart), 'and');
  const isNew = edited.every((name) => before?.[name] === undefined);
  const isGone = edited.every((name) => after?.[name] === undefined);
  const variants = edited.length === 1 ? 'variant' : 'variants';
  if (edited.length === 0) return say`put the variants of ${flag} in another order`;
  if (isNew) return say`gave ${flag} the ${variants} ${named}`;
  return isGone
    ? say`took the ${variants} ${named} from ${flag}`
    : say`changed the ${variants} ${named} of ${flag}`;
}
