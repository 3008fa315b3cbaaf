import { type Change, type Explanation, explainFlag, listChanges, listSegments } from '@slipway/api';
import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client, keyOf, useAll } from '../app/api.ts';
import type { Context } from './context-rows.ts';
import { changesBetween, findCulprit } from './culprit.ts';
import type { Dependencies } from './relevant.ts';

export interface Where {
  project: string;
  environment: string;
  flag: string;
}

/** `at` null: now. A change reads this again, as it does everything. */
function explanationOptions({ project, environment, flag }: Where, context: Context, at: number | null) {
  const params = { project, environment };
  return queryOptions<Explanation>({
    queryKey: [explainFlag.id, params, { flag, at, context }],
    queryFn: ({ signal }) =>
      client.call(explainFlag, {
        params,
        body: { flag, context, ...(at === null ? {} : { at: new Date(at).toISOString() }) },
        signal,
      }),
    // While one types, the last answer stays in its place; that of another flag or environment does not.
    placeholderData: (last) => (last?.flag === flag && last.environment === environment ? last : undefined),
  });
}

export function useExplanation(where: Where, context: Context, at: number | null, isWanted = true) {
  return useQuery({ ...explanationOptions(where, context, at), enabled: isWanted });
}

/** Just after a change: instants carry milliseconds, the log knows more. */
export function instantAfter({ at }: Pick<Change, 'at'>): number {
  return Date.parse(at) + 1;
}

/** How many changes of each thing are offered to step through. */
const MOST = 100;

/** Changes in an environment that the answer can depend on, in order of time. */
export function useRelevantChanges({ project, environment, flag }: Where, { flags, segments }: Dependencies) {
  const asked = [
    ...[flag, ...flags].map((key) => ({ environment, flag: key, limit: MOST })),
    ...segments.map((key) => ({ environment, segment: key, limit: MOST })),
  ];
  return useQueries({
    queries: asked.map((query) => ({
      queryKey: keyOf(listChanges, { params: { project }, query }),
      queryFn: () => client.call(listChanges, { params: { project }, query }),
    })),
    combine: (pages) => ({
      isPending: pages.some((page) => page.isPending),
      /** More than what is offered. */
      isCut: pages.some((page) => page.data?.next != null),
      changes: changesBetween(
        pages.flatMap((page) => page.data?.items ?? []),
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      ),
    }),
  });
}

/** Which of `changes` made the answer `now` out of the one `then`. */
export function useCulprit(
  where: Where,
  context: Context,
  now: Explanation,
  changes: readonly Change[],
): { culprit: Change | null | undefined } {
  const ids = changes.map(({ id }) => id);
  const { data } = useQuery({
    queryKey: ['culprit', where, { context, answer: now.decision, ids }],
    queryFn: () =>
      findCulprit(changes, now.decision, async (change) => {
        const at = instantAfter(change);
        return (await client.call(explainFlag, bodyAt(where, context, at))).decision;
      }),
  });
  return { culprit: data };
}

function bodyAt({ project, environment, flag }: Where, context: Context, at: number) {
  return {
    params: { project, environment },
    body: { flag, context, at: new Date(at).toISOString() },
  };
}

/** Content of each segment as it is defined. */
export function useSegmentContents(project: string) {
  const { data } = useAll(listSegments, { params: { project } });
  return useMemo(() => new Map((data ?? []).map(({ key, content }) => [key, content])), [data]);
}
