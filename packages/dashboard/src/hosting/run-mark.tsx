import type { EnvironmentRun } from '@slipway/api';
import { useSeconds } from '../ui/seconds.ts';
import { StateMark } from '../ui/state-mark.tsx';
import css from './run-mark.module.css';
import { durationText, isMoving, runWords } from './run-words.ts';

interface RunMarkProps {
  run: EnvironmentRun;
  quiet?: boolean;
}

/** The state in words, shape and colour, and for how long what is under way has been. */
export function RunMark({ run, quiet = false }: RunMarkProps) {
  const { look, words } = runWords(run);
  return (
    <span className={css.runMark}>
      <StateMark look={look} quiet={quiet}>
        {words}
      </StateMark>
      {isMoving(run) && run.isReachable ? <Elapsed since={run.step?.startedAt ?? run.since} /> : null}
    </span>
  );
}

/** Seconds since, counting. Not read out: it would never end. */
export function Elapsed({ since }: { since: Date | string }) {
  const ms = useSeconds() - new Date(since).getTime();
  return (
    <span className={css.elapsed} aria-hidden>
      {ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1_000))} s` : durationText(ms)}
    </span>
  );
}
