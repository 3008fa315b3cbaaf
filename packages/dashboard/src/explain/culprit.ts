import type { Change, Explanation } from '@slipway/api';
import { isSameAnswer } from './rung-words.ts';

type Decision = Explanation['decision'];

/**
 * The change that turned another answer into `decision`, among `changes` in order of time: the answer before the
 * first of them is another one, the answer after the last is `decision`. Asks `answerAfter` log₂ times.
 */
export async function findCulprit(
  changes: readonly Change[],
  decision: Decision,
  answerAfter: (change: Change) => Promise<Decision>,
): Promise<Change | null> {
  const last = changes.at(-1);
  if (last === undefined || !isSameAnswer(await answerAfter(last), decision)) return null;
  let low = -1;
  let high = changes.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const change = changes[middle];
    if (change !== undefined && isSameAnswer(await answerAfter(change), decision)) high = middle;
    else low = middle;
  }
  return changes[high] ?? null;
}

/** Changes with `after < at ≤ until`, in order of time. Instants in epoch ms. */
export function changesBetween(changes: readonly Change[], after: number, until: number): Change[] {
  return changes
    .map((change) => ({ change, at: Date.parse(change.at) }))
    .filter(({ at }) => after < at && at <= until)
    .sort((a, b) => a.at - b.at || Number(a.change.id) - Number(b.change.id))
    .map(({ change }) => change);
}
