import type { Condition, Rule, Serve, Target } from '@slipway/engine';
import { instantText } from '../ui/instant-text.ts';
import { audienceWords, type WordsOptions } from './condition-words.ts';
import { percent } from './flag-list-words.ts';
import { listed, type Phrase, say, sentence, valuePart, variantPart } from './phrase.ts';

/** Shares are integers out of this. */
export const WHOLE = 100_000;

export type Share = readonly [variant: string, weight: number];

/** Who gets which variant: those of more than nothing. */
export function sharesOf(serve: Serve): readonly Share[] {
  if ('variant' in serve) return [[serve.variant, WHOLE]];
  return serve.split.weights.filter(([, weight]) => weight > 0);
}

/** Whom a serve is for: one sentence needs "everyone", another "customers". */
interface Audience {
  all: Phrase;
  some: Phrase;
}

/** `everyone in segment internal gets on`, `25 % of customers whose plan is pro get on, by targetingKey`. */
function served({ all, some }: Audience, serve: Serve, offVariant: string): Phrase {
  const shares = sharesOf(serve);
  const [first] = shares;
  if (!first) return say`${all} gets nothing`;
  if (shares.length === 1) return say`${all} gets ${variantPart(first[0])}`;
  const by = 'split' in serve ? serve.split.by : '';
  const exposed = shares.filter(([variant]) => variant !== offVariant);
  const [only] = exposed;
  if (only && exposed.length === 1 && shares.length === 2)
    return say`${percent(only[1])} of ${some} get ${variantPart(only[0])}, by ${by}`;
  const parts = shares.map(([variant, weight]) => say`${percent(weight)} get ${variantPart(variant)}`);
  return say`${some} are split by ${by}: ${listed(parts, 'and')}`;
}

function audienceOf(conditions: readonly Condition[], options: WordsOptions): Audience {
  const who = audienceWords(conditions, options);
  return { all: say`everyone${who}`, some: say`customers${who}` };
}

/** What a rule does, with the time in which it applies. */
export function ruleWords(
  { conditions, serve, from, until }: Pick<Rule, 'conditions' | 'serve' | 'from' | 'until'>,
  offVariant: string,
  options: WordsOptions = {},
): Phrase {
  const does = served(audienceOf(conditions, options), serve, offVariant);
  const time = windowWords({ from, until }, options);
  return sentence(time === '' ? does : say`${time}, ${does}`);
}

/** `from … until …`; '' where there is no bound. */
export function windowWords(
  { from, until }: Pick<Rule, 'from' | 'until'>,
  options: WordsOptions = {},
): string {
  const start = typeof from === 'number' ? [`from ${instantText(from, options.timeZone)}`] : [];
  const end = typeof until === 'number' ? [`until ${instantText(until, options.timeZone)}`] : [];
  return [...start, ...end].join(' ');
}

/** Whom a rule is about: `everyone in segment internal`. */
export function ruleAudience(conditions: readonly Condition[], options: WordsOptions = {}): Phrase {
  return audienceOf(conditions, options).all;
}

/** Those whom nothing before has decided; `isFirst` where there is nothing before. */
export function fallthroughWords(serve: Serve, offVariant: string, isFirst: boolean): Phrase {
  return sentence(fallthroughPart(serve, offVariant, isFirst));
}

/** The same to stand in a sentence. */
export function fallthroughPart(serve: Serve, offVariant: string, isFirst: boolean): Phrase {
  const audience = isFirst
    ? { all: say`everyone`, some: say`customers` }
    : { all: say`everyone else`, some: say`all others` };
  return served(audience, serve, offVariant);
}

/** How many of 100,000 get something else than the off variant. */
export function exposedShare(serve: Serve, offVariant: string): number {
  return sharesOf(serve).reduce((sum, [variant, weight]) => sum + (variant === offVariant ? 0 : weight), 0);
}

const MOST_KEYS = 3;

/** `u1, u2, u3 and 9 more`. */
export function keysWords(keys: readonly string[]): Phrase {
  if (keys.length <= MOST_KEYS + 1) return listed(keys.map(valuePart), 'and');
  const more = `${(keys.length - MOST_KEYS).toLocaleString('en')} more`;
  return listed([...keys.slice(0, MOST_KEYS).map(valuePart), more], 'and');
}

export function targetWords({ variant, keys }: Target): Phrase {
  if (keys.length === 0) return say`No listed key gets ${variantPart(variant)}`;
  return say`${keysWords(keys)} ${keys.length === 1 ? 'gets' : 'get'} ${variantPart(variant)}`;
}
