import type { FlagOverview } from '@slipway/api';
import { counted, isOn } from './flag-list-words.ts';

type Facts = Pick<FlagOverview, 'evaluations' | 'lastEvaluatedAt' | 'environments'>;

/** What happens to whoever still asks for the flag. */
export function breakageOf({ evaluations, lastEvaluatedAt, environments }: Facts): string[] {
  const on = environments.filter(isOn).map(({ environment }) => environment);
  const asked =
    evaluations > 0
      ? `It was evaluated ${counted(evaluations, 'time')} in the last 24 hours: code that still asks gets its own default instead.`
      : lastEvaluatedAt === null
        ? 'Nobody has evaluated it here: nothing that reports to Slipway asks for it.'
        : `It was last evaluated on ${lastEvaluatedAt.slice(0, 10)}: code that asks again gets its own default.`;
  return [
    asked,
    on.length > 0
      ? `It is switched on in ${on.join(', ')}: what it shows there ends.`
      : 'It is on nowhere that is shown here.',
    'Its configs and history are kept: unarchive brings it back. Its key stays taken.',
  ];
}
