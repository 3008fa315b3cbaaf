import { getEvaluations } from '@slipway/api';
import { useMemo } from 'react';
import { useRead } from '../app/api.ts';
import { countsByRung } from './evaluation-ends.ts';
import type { Place } from './use-config-draft.ts';

/** Where the evaluations of the last 24 hours ended; null until it is known. */
export function useEnds(place: Place) {
  const { data } = useRead(getEvaluations, { params: { ...place }, query: { hours: 24 } });
  const ends = data?.body.ends;
  return useMemo(() => {
    if (!ends) return null;
    return { counts: countsByRung(ends), total: ends.reduce((sum, { count }) => sum + count, 0) };
  }, [ends]);
}
