import type { Grant, Permission, Role } from '@slipway/api';

/** What somebody may in one project. */
export interface Membership {
  projectKey: string;
  /** Null: a token that has a scope instead. */
  role: Role | null;
  /** Throughout the project; of a stakeholder only in `environments`. */
  permissions: ReadonlySet<Permission>;
  /** Single permissions that hold in one environment or for one segment only. */
  grants: readonly Grant[];
  /** A stakeholder's environments; empty for others, who see all. */
  environments: readonly string[];
}

/** Who asks: what a valid credential stands for. */
export interface Principal {
  kind: 'person' | 'token';
  id: string;
  name: string;
  email: string | null;
  /** Of a person: may administer the installation. */
  isOwner: boolean;
  /** Under which flags know a person. */
  targetingKey: string | null;
  /** Of a person who is signed in by a cookie. */
  sessionId: string | null;
  /** Null: a person, or a token that has a role instead. */
  scope: 'server' | 'client' | 'deploy' | 'admin' | null;
  /** Of a token; null: every project. */
  projectId: number | null;
  projectKey: string | null;
  environmentId: number | null;
  environmentKey: string | null;
  /** An owner and an unbound admin token need none. */
  memberships: readonly Membership[];
}

/** Who a change is by; `origin` = client and address. */
export interface Author {
  kind: 'person' | 'token' | 'schedule' | 'system';
  id: string;
  name: string;
  origin: string | null;
  /** Whom the author acts for, such as the author of an approved proposal. */
  onBehalfOf?: string | null;
}

/** Who asks on a public route: may nothing that needs a permission. */
export const nobody: Principal = {
  kind: 'token',
  id: '',
  name: 'nobody',
  email: null,
  isOwner: false,
  targetingKey: null,
  sessionId: null,
  scope: null,
  projectId: null,
  projectKey: null,
  environmentId: null,
  environmentKey: null,
  memberships: [],
};

/** `slipway-cli/0.1.0 from 127.0.0.1`, kept short. */
export function originOf(userAgent: string | undefined, address: string): string {
  return userAgent ? `${userAgent.slice(0, 200)} from ${address}` : `from ${address}`;
}

export function authorOf(principal: Principal, origin: string | null): Author {
  return { kind: principal.kind, id: principal.id, name: principal.name, origin };
}
