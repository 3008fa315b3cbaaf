import type { Change, Environment } from '@slipway/api';
import { lowered, type Phrase, say } from '../flags/phrase.ts';
import { summary } from '../flags/words.ts';
import { momentIn, stateIn } from './content.ts';

export interface OnCallRow {
  change: Change;
  /** Which of the environments shown it reached. */
  environments: Environment[];
  /** The flag that can be killed. */
  flag: string | null;
  /** The change that has taken it back. */
  revertedBy: string | null;
}

const felt: readonly Change['subject'][] = [
  'flag',
  'flag-config',
  'segment',
  'segment-override',
  'environment',
];

/** What those who are on call look at: changes that somebody may feel, newest first. */
export function onCallRows(
  changes: readonly Change[],
  environments: readonly Environment[],
  since: number,
): OnCallRow[] {
  const reverted = new Map(
    changes.flatMap(({ id, revertOf }) => (revertOf ? [[revertOf, id] as const] : [])),
  );
  return changes
    .filter(({ subject, at }) => felt.includes(subject) && Date.parse(at) >= since)
    .map((change) => ({
      change,
      environments: reachedBy(change, environments),
      flag: change.subject === 'flag' || change.subject === 'flag-config' ? change.key : null,
      revertedBy: reverted.get(change.id) ?? null,
    }))
    .filter((row) => row.environments.length > 0);
}

/** Where it was made and where it changed what is served. */
function reachedBy({ environment, effects }: Change, environments: readonly Environment[]): Environment[] {
  const keys = new Set([environment, ...effects.map((one) => one.environment)]);
  return environments.filter(({ key }) => keys.has(key));
}

/** What was served before; null where a sentence would only repeat the change. */
export function beforeWords({ before, after, at }: Change): Phrase | null {
  const [was, is] = [stateIn(before), stateIn(after)];
  if (was && is) {
    const now = Date.parse(at);
    const text = summary(was.config, { killed: was.killed, now });
    return text.text === summary(is.config, { killed: is.killed, now }).text ? null : lowered(text);
  }
  const [then, since] = [momentIn(before), momentIn(after)];
  return then && since && then.enabled !== since.enabled ? say`${then.enabled ? 'on' : 'off'}` : null;
}
