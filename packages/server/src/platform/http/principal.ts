/** Who asks: what a valid credential stands for. */
export interface Principal {
  kind: 'token';
  id: string;
  name: string;
  scope: 'server' | 'client' | 'deploy' | 'admin';
  /** Null: every project. */
  projectId: number | null;
  projectKey: string | null;
  environmentId: number | null;
  environmentKey: string | null;
}

/** Who a change is by; `origin` = client and address. */
export interface Author {
  kind: 'token' | 'schedule' | 'system';
  id: string;
  name: string;
  origin: string | null;
}

/** Who asks on a public route: may nothing that needs a permission. */
export const nobody: Principal = {
  kind: 'token',
  id: '',
  name: 'nobody',
  scope: 'client',
  projectId: null,
  projectKey: null,
  environmentId: null,
  environmentKey: null,
};

/** `slipway-cli/0.1.0 from 127.0.0.1`, kept short. */
export function originOf(userAgent: string | undefined, address: string): string {
  return userAgent ? `${userAgent.slice(0, 200)} from ${address}` : `from ${address}`;
}

export function authorOf(principal: Principal, origin: string | null): Author {
  return { kind: principal.kind, id: principal.id, name: principal.name, origin };
}
