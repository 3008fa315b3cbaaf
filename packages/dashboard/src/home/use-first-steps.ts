import { listInvitations, listMembers, listTokens } from '@slipway/api';
import { useEffect } from 'react';
import { useAll } from '../app/api.ts';
import { onLive } from '../app/live.ts';
import { useRemembered } from '../app/remembered.ts';
import { useMay, useWho } from '../app/session.tsx';
import { isFinished, type Step, stepsOf } from './first-steps.ts';
import type { Home } from './use-home.ts';

/** The way to the first evaluation; `steps` null = there is nothing to show. */
export function useFirstSteps(
  project: string,
  home: Home,
): { isPending: boolean; steps: Step[] | null; hide: () => void } {
  const [memory, remember] = useRemembered(`first-steps:${project}`, '');
  const may = useMay(project);
  // Who changes nothing is not asked to.
  const isWanted = memory === '' && may('flag:write');
  const tokens = useTokens(project, isWanted);
  const others = useOthers(project, isWanted);
  const hasHeard = useHeardOf(project, isWanted);
  const isPending = isWanted && (home.isPending || tokens.isPending || others.isPending);
  const rows = home.flags.data ?? [];
  const steps = stepsOf({
    environments: home.environments.data?.length ?? 0,
    flags: rows.length,
    tokens: tokens.count,
    isEvaluated: hasHeard || rows.some(({ lastEvaluatedAt }) => lastEvaluatedAt !== null),
    others: others.count,
  });
  const isDone = isWanted && !isPending && !home.failed && isFinished(steps);
  useEffect(() => {
    if (isDone) remember('done');
  }, [isDone, remember]);
  return {
    isPending,
    steps: isWanted && !isDone ? steps : null,
    hide: () => remember('hidden'),
  };
}

interface Counted {
  isPending: boolean;
  /** Null = one may not know, or it could not be read. */
  count: number | null;
}

function useTokens(project: string, isWanted: boolean): Counted {
  const isRead = useMay(project)('token:read') && isWanted;
  const { data, isPending } = useAll(listTokens, { params: { project } }, { enabled: isRead });
  const sdk = data?.filter(({ scope }) => scope === 'server' || scope === 'client');
  return { isPending: isRead && isPending, count: sdk?.length ?? null };
}

function useOthers(project: string, isWanted: boolean): Counted {
  const { id } = useWho();
  const may = useMay(project);
  const seesMembers = may('member:read') && isWanted;
  const seesInvited = may('member:write') && isWanted;
  const members = useAll(listMembers, { params: { project } }, { enabled: seesMembers });
  const invited = useAll(listInvitations, { params: { project } }, { enabled: seesInvited });
  const count = members.data?.filter(({ person }) => person.id !== id).length;
  return {
    isPending: (seesMembers && members.isPending) || (seesInvited && invited.isPending),
    count: count === undefined ? null : count + (invited.data?.length ?? 0),
  };
}

/** Whether anything was ever evaluated while this browser looked: also in environments that the page does not show. */
function useHeardOf(project: string, isWanted: boolean): boolean {
  const [heard, remember] = useRemembered(`evaluated:${project}`, '');
  useEffect(() => {
    if (!isWanted) return;
    return onLive((event, where) => {
      if (event.kind === 'activity' && where === project) remember('yes');
    });
  }, [project, isWanted, remember]);
  return heard !== '';
}
