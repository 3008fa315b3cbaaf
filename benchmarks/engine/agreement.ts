import { type Column, users } from './workload.ts';

export type Answers = Map<string, Record<Column, string>>;

const sameSplit = ['slipway', '@openfeature/flagd-core'];

/** Every way in which the engines did not answer alike, as sentences; [] if they did. */
export function findDisagreements(answers: Answers): string[] {
  return [...answers].flatMap(([name, { on, conditions, split }]) => [
    ...(on === '1'.repeat(users.length) ? [] : [`${name}: the flag "on" is not on for everybody.`]),
    ...(conditions === expectedConditions() ? [] : [`${name}: "conditions" is on for other users.`]),
    ...(isHalf(split) ? [] : [`${name}: "split" is on for ${countOn(split)} of ${users.length} users.`]),
    // Both bucket the same text by the same hash, so they agree on every single user.
    ...(sameSplit.includes(name) && split !== answers.get('slipway')?.split
      ? [`${name}: "split" is on for other users than in slipway.`]
      : []),
  ]);
}

function expectedConditions(): string {
  return users.map((_, index) => (index % 2 === 0 ? '1' : '0')).join('');
}

/** Within five standard deviations of a fair coin. */
function isHalf(split: string): boolean {
  return Math.abs(countOn(split) - users.length / 2) <= 5 * Math.sqrt(users.length / 4);
}

function countOn(answers: string): number {
  return answers.split('1').length - 1;
}
