import type { Proposal } from '@slipway/api';
import { fieldDifferences } from '../changes/change-differences.ts';
import { contentOf } from '../changes/content.ts';
import type { Difference } from '../flags/config-diff.ts';
import { diffContents, isFlag, isSegment } from '../flags/content-diff.ts';
import { flagPart, lowered, type Phrase, say, segmentPart } from '../flags/phrase.ts';
import { segmentSentences, summary } from '../flags/words.ts';

type Effect = Proposal['effects'][number];

export interface PlaceEffects {
  environment: string;
  isProtected: boolean;
  effects: Effect[];
}

/** What happens where: protected environments first, in the order of the proposal. */
export function byPlace(effects: readonly Effect[]): PlaceEffects[] {
  const places = new Map<string, PlaceEffects>();
  for (const effect of effects) {
    const { environment, isProtected } = effect;
    const place = places.get(environment) ?? { environment, isProtected, effects: [] };
    place.effects.push(effect);
    places.set(environment, place);
  }
  return [...places.values()].sort((a, b) => Number(b.isProtected) - Number(a.isProtected));
}

/** What it is about, and what it comes to; `be` = "will be". */
export function effectTitle({ kind, key, before, after }: Effect, be: string, now: number): Phrase {
  if (kind === 'protection') return say`Protection`;
  if (kind === 'segment') return say`Segment ${segmentPart(key)}`;
  if (after === null) return say`${flagPart(key)} ${be} unknown to whoever evaluates it`;
  if (!isFlag(after)) return say`${flagPart(key)}`;
  if (after.killed && isFlag(before) && before.killed)
    return say`${flagPart(key)} stays ${lowered(summary(after, { killed: true, now }))}`;
  return say`${flagPart(key)} ${be} ${lowered(summary(after, { killed: after.killed ?? false, now }))}`;
}

/** Each difference that an environment would see. */
export function effectDifferences({ kind, before, after }: Effect): Difference[] {
  if (kind === 'protection') return fieldDifferences(contentOf(before), contentOf(after));
  if (kind === 'segment' && before === null && isSegment(after))
    return segmentSentences(after).map((phrase) => ({ rung: 'rules', phrase }));
  return diffContents(kind, before, after);
}
