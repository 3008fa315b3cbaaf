import { getMe, type Permission, type ReplyOf } from '@slipway/api';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useRead } from './api.ts';

export type Who = ReplyOf<typeof getMe>;

const SessionContext = createContext<Who | null>(null);

/** Whoever is signed in; pages below it have somebody. */
export function SessionProvider({ who, children }: { who: Who; children: ReactNode }) {
  return <SessionContext value={who}>{children}</SessionContext>;
}

export function useWho(): Who {
  const who = useContext(SessionContext);
  if (!who) throw new Error('Nobody is signed in here.');
  return who;
}

/** Who is signed in; an `unauthenticated` error when nobody is. */
export function useMe() {
  return useRead(getMe, {});
}

export interface Scope {
  environment?: string;
  segment?: string;
}

export type May = (permission: Permission, scope?: Scope) => boolean;

/** What whoever is signed in may do in a project. The server decides; this only keeps buttons honest. */
export function useMay(project: string): May {
  const who = useWho();
  return useMemo(() => mayOf(who, project), [who, project]);
}

function mayOf(who: Who, project: string): May {
  const membership = who.memberships.find((one) => one.project === project);
  return (permission, { environment, segment } = {}) => {
    if (who.isOwner) return true;
    if (!membership) return false;
    if (membership.permissions.includes(permission)) return true;
    return membership.grants.some(
      (grant) =>
        grant.permission === permission &&
        (grant.environment === undefined || grant.environment === environment) &&
        (grant.segment === undefined || grant.segment === segment),
    );
  };
}
