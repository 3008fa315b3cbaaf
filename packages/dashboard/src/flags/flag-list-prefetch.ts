import { getFlag } from '@slipway/api';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { client, keyOf, queryClient } from '../app/api.ts';

/** Somebody who only passes over a row does not want it. */
const INTENT_MS = 80;

/** Has a flag’s page and its definition at hand before one clicks. */
export function usePrefetch(project: string): (flag: string) => void {
  const router = useRouter();
  const meant = useRef<{ flag: string; timer: ReturnType<typeof setTimeout> } | null>(null);
  useEffect(() => () => clearTimeout(meant.current?.timer), []);
  return useCallback(
    (flag) => {
      if (meant.current?.flag === flag) return;
      clearTimeout(meant.current?.timer);
      const timer = setTimeout(() => {
        const params = { project, flag };
        void router.preloadRoute({ to: '/projects/$project/flags/$flag', params }).catch(() => {});
        void queryClient.prefetchQuery({
          queryKey: keyOf(getFlag, { params }),
          queryFn: () => client.request(getFlag, { params }),
        });
      }, INTENT_MS);
      meant.current = { flag, timer };
    },
    [project, router],
  );
}
