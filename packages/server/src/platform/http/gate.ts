import type { Permission } from '@slipway/api';
import type { Principal } from './principal.ts';

/** The headers that may say who asks. */
export interface Credentials {
  authorization: string | undefined;
  cookies: string | undefined;
}

export interface Authenticated {
  principal: Principal;
  /** A cookie to take the place of the one that was sent. */
  setCookie: string | null;
}

/** Where something is to be done; project null: the route names none. */
export interface Target {
  project: string | null;
  environment?: string | undefined;
  segment?: string | undefined;
}

/** Who asks, and whether they may. Both throw a ProblemError. */
export interface Gate {
  authenticate(credentials: Credentials): Promise<Authenticated>;
  authorise(principal: Principal, permission: Permission, target: Target): void;
}

/** What a route's path names. */
export function targetOf(params: unknown): Target {
  return {
    project: paramOf(params, 'project') ?? null,
    environment: paramOf(params, 'environment'),
    segment: paramOf(params, 'segment'),
  };
}

function paramOf(params: unknown, name: string): string | undefined {
  if (typeof params !== 'object' || params === null || !Object.hasOwn(params, name)) return undefined;
  const value: unknown = Reflect.get(params, name);
  return typeof value === 'string' ? value : undefined;
}
