import type { FlagConfig } from '@slipway/api';
import { StateMark } from '../ui/state-mark.tsx';
import { useNow } from '../ui/time.tsx';
import { asRead } from './on-for-me.ts';
import type { FlagHere } from './use-flag-here.ts';
import css from './who-has-it.module.css';
import { WhoHasItAsk } from './who-has-it-ask.tsx';
import { WhoLines } from './who-lines.tsx';
import { entriesInOrder, instantText } from './words.ts';

/** For whoever talks with customers: who has it, in words, and whether this one has. */
export function WhoHasIt({ here }: { here: FlagHere }) {
  const { state } = here;
  return (
    <div className={css.who}>
      <div className={css.head}>
        <h2 className={css.heading}>Who has it now?</h2>
        <Next config={state.config} isKilled={state.killed} />
      </div>
      <WhoLines here={here} state={state} />
      <WhoHasItAsk here={here} />
    </div>
  );
}

/** A switch that comes by itself. */
function Next({ config, isKilled }: { config: FlagConfig; isKilled: boolean }) {
  const now = useNow();
  const next = entriesInOrder(asRead(config, now).schedule).find(({ at }) => at > now);
  if (!next || isKilled) return null;
  return (
    <StateMark look="waiting" quiet>
      {`switches ${next.enabled ? 'on' : 'off'} ${instantText(next.at)}`}
    </StateMark>
  );
}
