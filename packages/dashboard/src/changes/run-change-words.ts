import type { Change } from '@slipway/api';
import { environmentPart, type Phrase, say } from '../flags/phrase.ts';
import { instantText } from '../ui/instant-text.ts';
import { contentOf, textIn } from './content.ts';

type Told = Pick<Change, 'key' | 'before' | 'after'>;

/** What was done to an environment that Slipway runs, by action. */
export const runWords: Readonly<Record<string, (change: Change) => Phrase>> = {
  redeploy: ({ key }) => say`deployed ${environmentPart(key)} again`,
  sleep: ({ key }) => say`put ${environmentPart(key)} to sleep`,
  wake: ({ key }) => say`woke ${environmentPart(key)}`,
  extend: extendWords,
  keep: ({ key }) => say`kept ${environmentPart(key)} from being destroyed`,
  'let-go': ({ key }) => say`let ${environmentPart(key)} go: it may be destroyed`,
  'reset-data': ({ key, after }) => say`reset the data of ${environmentPart(key)}${seedWords(after)}`,
  snapshot: ({ key, after }) => say`took the snapshot${nameWords(after)} of ${environmentPart(key)}`,
  'restore-data': ({ key, after }) =>
    say`put the data of ${environmentPart(key)} back to the snapshot${nameWords(after)}`,
  clone: ({ key, before, after }) => say`made ${environmentPart(key)}${originWords(before, after)}`,
  destroy: ({ key }) => say`destroyed ${environmentPart(key)}`,
  share: ({ key, after }) => say`made a share link of ${environmentPart(key)}${labelWords(after)}`,
  unshare: ({ key, before }) => say`revoked a share link of ${environmentPart(key)}${labelWords(before)}`,
  access: accessWords,
};

function extendWords({ key, after }: Told): Phrase {
  const expiresAt = textIn(contentOf(after), 'expiresAt');
  return expiresAt === null
    ? say`let ${environmentPart(key)} stay`
    : say`let ${environmentPart(key)} live until ${instantText(Date.parse(expiresAt))}`;
}

function accessWords({ key, after }: Told): Phrase {
  return textIn(contentOf(after), 'access') === 'public'
    ? say`opened ${environmentPart(key)} to everybody`
    : say`changed who may open ${environmentPart(key)}: members and share links`;
}

function seedWords(after: unknown): Phrase {
  const seed = textIn(contentOf(after), 'seed');
  return seed === null ? say`` : say` to the seed “${seed}”`;
}

function nameWords(after: unknown): Phrase {
  const name = textIn(contentOf(after), 'name');
  return name === null ? say`` : say` “${name}”`;
}

function labelWords(content: unknown): Phrase {
  const label = textIn(contentOf(content), 'label');
  return label === null || label === '' ? say`` : say`, “${label}”`;
}

function originWords(before: unknown, after: unknown): Phrase {
  const of = textIn(contentOf(after), 'from') ?? textIn(contentOf(before), 'key');
  return of === null ? say` as a clone` : say` as a clone of ${environmentPart(of)}`;
}
