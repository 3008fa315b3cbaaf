import { Button } from '@mantine/core';
import type { Change, Flag, FlagState } from '@slipway/api';
import { ApiError } from '@slipway/api';
import { useMemo } from 'react';
import { changeWords } from '../changes/change-words.ts';
import { Skeletons } from '../ui/loading.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { absoluteTime } from '../ui/time.tsx';
import { variantColours } from '../ui/variants.ts';
import { Answer } from './answer.tsx';
import { Comparison } from './comparison.tsx';
import type { Context } from './context-rows.ts';
import css from './explain.module.css';
import { Ladder } from './ladder.tsx';
import { boundariesOf, configAt, type Dependencies } from './relevant.ts';
import { instantIn, withLocalTimes } from './rung-words.ts';
import { type Mark, TimeTravel } from './time-travel.tsx';
import { instantAfter, useExplanation, useRelevantChanges, type Where } from './use-explanation.ts';

interface ExplainedProps {
  where: Where;
  definition: Flag | undefined;
  state: FlagState | undefined;
  dependencies: Dependencies;
  context: Context;
  at: number | null;
  go: (at: number | null) => void;
  now: number;
  zone: string;
}

/** The right side: when, the answer, how it compares with now, and the ladder. */
export function Explained({
  where,
  definition,
  state,
  dependencies,
  context,
  at,
  go,
  now,
  zone,
}: ExplainedProps) {
  const { changes, isCut } = useRelevantChanges(where, dependencies);
  const asked = useExplanation(where, context, at);
  const present = useExplanation(where, context, null, at !== null);
  const marks = useMemo(() => marksOf(changes, where, state, now), [changes, where, state, now]);
  const colours = useMemo(
    () => variantColours(Object.keys(definition?.variants ?? {}), state?.config.offVariant ?? 'off'),
    [definition, state],
  );
  const explanation = asked.data;
  return (
    <section className={`sw-panel ${css.explained}`} aria-labelledby="answer-title">
      <h2 id="answer-title" className="sw-visually-hidden">
        Answer
      </h2>
      <TimeTravel marks={marks} at={at} now={now} zone={zone} go={go} isCut={isCut} />
      {asked.error ? (
        <Refused error={asked.error} go={go} retry={() => void asked.refetch()} zone={zone} />
      ) : null}
      {explanation && !asked.error ? (
        <div data-stale={asked.isPlaceholderData || undefined} className={css.found}>
          <Answer explanation={explanation} colours={colours} at={at} zone={zone} now={now} />
          {at !== null && present.data ? (
            <Comparison
              where={where}
              context={context}
              then={explanation}
              now={present.data}
              at={at}
              clock={now}
              changes={changes}
              colours={colours}
            />
          ) : null}
          <Ladder
            project={where.project}
            explanation={explanation}
            config={configAt(explanation.decision.flagVersion, where.environment, state, changes)}
            colours={colours}
            zone={zone}
          />
        </div>
      ) : null}
      {explanation || asked.error ? null : <Skeletons rows={8} />}
    </section>
  );
}

interface RefusedProps {
  error: unknown;
  go: (at: number | null) => void;
  retry: () => void;
  zone: string;
}

/** Beyond what is kept, the first instant that is kept is one step away. */
function Refused({ error, go, retry, zone }: RefusedProps) {
  const isTooFar = error instanceof ApiError && error.problem.code === 'history-not-kept';
  if (!isTooFar)
    return (
      <div className={css.refused}>
        <ProblemNote error={error} retry={retry} />
      </div>
    );
  const { detail } = error.problem;
  const first = instantIn(detail);
  const told = { ...error.problem, detail: withLocalTimes(detail, (at) => absoluteTime(at, zone)) };
  return (
    <div className={css.refused}>
      <ProblemNote error={new ApiError(told)} />
      <div className={css.exact}>
        {first === null ? null : (
          // What is named may be rounded down.
          <Button size="xs" onClick={() => go(first + 1)}>
            Go to {absoluteTime(first, zone)}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => go(null)}>
          Back to now
        </Button>
      </div>
    </div>
  );
}

function marksOf(
  changes: readonly Change[],
  { flag }: Where,
  state: FlagState | undefined,
  now: number,
): Mark[] {
  const done = changes.map(
    (change): Mark => ({
      at: instantAfter(change),
      kind: change.key === flag && change.subject !== 'segment' ? 'change' : 'other-change',
      what: changeWords(change, {}).text,
    }),
  );
  const planned = state
    ? boundariesOf(state.config, now).map(
        ({ at, what }): Mark => ({ at, kind: 'planned', what: `${flag} ${what}` }),
      )
    : [];
  return [...done.filter((mark) => mark.at < now), ...planned];
}
