import type { Change, Explanation } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { ChangeSentence } from '../changes/change-sentence.tsx';
import { Time } from '../ui/time.tsx';
import { VariantMark } from '../ui/variant-mark.tsx';
import type { Context } from './context-rows.ts';
import { changesBetween } from './culprit.ts';
import css from './explain.module.css';
import { answerWords, isSameAnswer, isSameWay } from './rung-words.ts';
import { useCulprit, type Where } from './use-explanation.ts';

interface ComparisonProps {
  where: Where;
  context: Context;
  /** The answer at `at`. */
  then: Explanation;
  now: Explanation;
  at: number;
  clock: number;
  changes: readonly Change[];
  colours: ReadonlyMap<string, string>;
}

/** The answer at another time beside the present one, and what made the difference. */
export function Comparison(props: ComparisonProps) {
  const { then, now, at, clock, colours } = props;
  const isPast = at < clock;
  if (isSameAnswer(then.decision, now.decision))
    return (
      <p className={css.comparison}>
        The same as now{isSameWay(then, now) ? ', in the same way' : `, but now ${answerWords(now)}`}.
      </p>
    );
  return (
    <div className={css.comparison} data-differs>
      <p>
        Now it gets{' '}
        <VariantMark
          name={now.decision.variant ?? 'nothing'}
          colour={colours.get(now.decision.variant ?? '')}
        />{' '}
        {answerWords(now)}.
      </p>
      {isPast ? (
        <Culprit {...props} />
      ) : (
        <p className="sw-muted">The plan as it stands now makes the difference; nothing has to be done.</p>
      )}
    </div>
  );
}

function Culprit({ where, context, now, at, clock, changes }: ComparisonProps) {
  const between = changesBetween(changes, at, clock);
  const { culprit } = useCulprit(where, context, now, between);
  if (culprit === undefined)
    return <p className="sw-muted">Looking for the change that made the difference …</p>;
  if (culprit === null)
    return (
      <p className="sw-muted">
        No change of the flag, its segments or required flags in between made it so: a date in a rule or
        schedule did.
      </p>
    );
  return (
    <p>
      Made so by: <ChangeSentence change={culprit} project={where.project} /> <Time at={culprit.at} />
      {culprit.reason ? <span className="sw-muted"> “{culprit.reason}”</span> : null}{' '}
      <Link
        to="/projects/$project/changes"
        params={{ project: where.project }}
        search={{ change: culprit.id }}
        className={css.inlineLink ?? ''}
      >
        Open the change
      </Link>
    </p>
  );
}
