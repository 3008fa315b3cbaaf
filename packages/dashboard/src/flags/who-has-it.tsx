import type { FlagHere } from './use-flag-here.ts';
import css from './who-has-it.module.css';
import { WhoHasItAsk } from './who-has-it-ask.tsx';
import { WhoLines } from './who-lines.tsx';

/** For whoever talks with customers: who has it, in words, and whether this one has. */
export function WhoHasIt({ here }: { here: FlagHere }) {
  const { state } = here;
  return (
    <div className={css.who}>
      <h2 className={css.heading}>Who has it now?</h2>
      <WhoLines here={here} config={state.config} killed={state.killed} />
      <WhoHasItAsk here={here} />
    </div>
  );
}
