import { useDebouncedValue } from '@mantine/hooks';
import { type Plan, planEnvironment } from '@slipway/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../app/api.ts';
import { type CreateDraft, runDraftOf } from './create-draft.ts';

const SETTLES_MS = 350;
const GOOD_FOR_MS = 10_000;

export interface PlanRead {
  plan: Plan | undefined;
  error: unknown;
  /** Of an earlier choice. */
  isStale: boolean;
  retry: () => void;
}

/** What the choice so far would run; asked once somebody has stopped typing. */
export function usePlan(project: string, draft: CreateDraft, branches: ReadonlySet<string>): PlanRead {
  const wanted = JSON.stringify({
    ...runDraftOf(draft, branches),
    base: draft.base === '' ? null : draft.base,
  });
  const [asked] = useDebouncedValue(wanted, SETTLES_MS);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: [planEnvironment.id, { project }, asked],
    queryFn: ({ signal }) =>
      client.call(planEnvironment, { params: { project }, body: JSON.parse(asked), signal }),
    enabled: draft.blueprint !== '',
    staleTime: GOOD_FOR_MS,
    placeholderData: keepPreviousData,
  });
  return { plan: data, error, isStale: asked !== wanted || isPlaceholderData, retry: () => void refetch() };
}
