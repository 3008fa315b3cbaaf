import type { Flag, FlagOverview, Serving } from '@slipway/api';
import type { StateLook } from '../ui/state-mark.tsx';

const WHOLE = 100_000;

/** "10 %", "0.5 %" of 100,000. */
export function percent(share: number): string {
  return `${Number((share / (WHOLE / 100)).toFixed(3))} %`;
}

/** A state as a list shows it: in few words, with its shape. */
export function stateIn(serving: Serving): { look: StateLook; words: string } {
  const { kind, heldBy } = serving;
  if (heldBy !== null) return { look: 'nobody', words: `held by ${heldBy}` };
  if (kind === 'killed') return { look: 'killed', words: 'killed' };
  if (kind === 'off') return { look: 'off', words: 'off' };
  if (kind === 'nobody') return { look: 'nobody', words: 'on for nobody' };
  if (kind === 'everybody') return { look: 'on', words: everybodyWords(serving) };
  return { look: 'rolling-out', words: someWords(serving) };
}

function everybodyWords({ variant }: Serving): string {
  if (variant === null) return 'on, split';
  return variant === 'on' ? 'on' : `on: ${variant}`;
}

function someWords({ share, rules, targets }: Serving): string {
  if (share > 0 && share < WHOLE) return `on ${percent(share)}`;
  if (share === WHOLE) return 'on for most';
  if (rules > 0) return `on by ${counted(rules, 'rule')}`;
  return targets > 0 ? `on for ${counted(targets, 'key')}` : 'on for some';
}

/** The same in a whole sentence, for whoever looks closer. */
export function sentenceOn(serving: Serving): string {
  const { kind, heldBy, killedHere, variant } = serving;
  const one = variant === null ? 'one of several variants' : `“${variant}”`;
  if (heldBy !== null)
    return `Switched on, and yet everybody gets ${one}: ${heldBy}, which it requires, serves nobody what it would have to.`;
  if (kind === 'killed')
    return killedHere ? `Killed: everybody gets ${one}.` : `Killed in its base: everybody gets ${one}.`;
  if (kind === 'off') return `Off: everybody gets ${one}.`;
  if (kind === 'nobody') return `Switched on, and yet everybody gets ${one}, which is its off variant.`;
  return kind === 'everybody' ? `On: everybody gets ${one}.` : `On: ${audienceOf(serving)}.`;
}

/** Who gets it once it is on: "2 rules and 1 listed key come first, then 10 % of the others". */
export function audienceOf({ share, rules, targets }: Pick<Serving, 'share' | 'rules' | 'targets'>): string {
  const first = [
    ...(targets > 0 ? [counted(targets, 'listed key')] : []),
    ...(rules > 0 ? [counted(rules, 'rule')] : []),
  ];
  const rest = share === 0 ? 'nobody' : share === WHOLE ? 'everybody' : percent(share);
  if (first.length === 0) return rest;
  const come = rules + targets === 1 ? 'comes' : 'come';
  return `${first.join(' and ')} ${come} first, then ${rest}${share === 0 || share === WHOLE ? ' else' : ' of the others'}`;
}

/** What a switch will most likely make of a state, until the server has said. */
export function guessed(before: Serving, isOn: boolean): Serving {
  const serving = { ...before, heldBy: null };
  if (!isOn) return { ...serving, kind: 'off' };
  const { share, rules, targets } = serving;
  const isPlain = rules + targets === 0;
  if (isPlain && share === WHOLE) return { ...serving, kind: 'everybody', variant: 'on' };
  return { ...serving, kind: isPlain && share === 0 ? 'nobody' : 'some' };
}

export function isOn({ kind }: Serving): boolean {
  return kind !== 'off' && kind !== 'killed';
}

export function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

/** What each kind of flag is for, in a line. */
export const kindWords = {
  release: { label: 'Release', means: 'Brings something out, then goes.' },
  experiment: { label: 'Experiment', means: 'Compares variants, then goes.' },
  operational: { label: 'Operational', means: 'A switch for operating; stays.' },
  permission: { label: 'Permission', means: 'Decides who may use something; stays.' },
} as const satisfies Record<Flag['kind'], { label: string; means: string }>;

export const stalenessWords = {
  new: 'new',
  active: 'active',
  settled: 'settled',
  unused: 'unused',
} as const satisfies Record<FlagOverview['staleness']['state'], string>;
