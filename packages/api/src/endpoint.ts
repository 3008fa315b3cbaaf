import type { z } from 'zod';
import type { Permission } from './permissions.ts';
import type { ProblemCode } from './problems.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** `/projects/:project/flags/:flag` → `{ project: string; flag: string }`. */
export type PathParams<Path extends string> = { [Name in ParamNames<Path>]: string };

/** One route as data: served, called and documented from one place. */
export interface Endpoint<
  Path extends string = string,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  id: string;
  method: Method;
  path: Path;
  /** The slice that serves it; groups the reference. */
  tag: string;
  summary: string;
  description?: string;
  permission: Permission;
  query?: Query;
  body?: Body;
  /** Absent: the answer has no body (204) or is no JSON (see `produces`). */
  reply?: Reply;
  status: number;
  /** `If-Match` is required. */
  ifMatch?: boolean;
  /** May be proposed: with the header `Slipway-Propose: true` it answers 202 and a `Proposal`. */
  proposable?: boolean;
  /** Media type of an answer that is not JSON. */
  produces?: 'text/event-stream' | 'text/plain' | 'text/html';
  /** Largest body in bytes; default 1 MiB. */
  bodyLimitBytes?: number;
  /** Refusals besides those every route may give (see `commonFails`). */
  fails: readonly ProblemCode[];
}

/** Refusals that any route may give, by the layers in front of it. */
export const commonFails = [
  'malformed-json',
  'invalid-request',
  'unauthenticated',
  'forbidden',
  'origin-refused',
  'host-refused',
  'approval-required',
  'nothing-to-propose',
  'body-too-large',
  'unsupported-media-type',
  'too-many-requests',
  'internal',
  'database-unavailable',
  'busy',
] as const satisfies readonly ProblemCode[];

/** Declares an endpoint; the types of query, body and reply follow from its schemas. */
export function endpoint<
  const Path extends string,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Reply extends z.ZodType = z.ZodUndefined,
>(definition: Endpoint<Path, Query, Body, Reply>): Endpoint<Path, Query, Body, Reply> {
  return definition;
}

export type QueryOf<E> = E extends Endpoint<string, infer Q, z.ZodType, z.ZodType> ? z.infer<Q> : never;
export type BodyOf<E> = E extends Endpoint<string, z.ZodType, infer B, z.ZodType> ? z.infer<B> : never;
export type ReplyOf<E> = E extends Endpoint<string, z.ZodType, z.ZodType, infer R> ? z.infer<R> : never;
export type ParamsOf<E> =
  E extends Endpoint<infer P, z.ZodType, z.ZodType, z.ZodType> ? PathParams<P> : never;
