import { z } from 'zod';
import type { GatewayRoute } from './routes-source.ts';

/** What the control plane and the gateway's process say to each other: plain data, checked where it arrives. */
export const MESSAGES_VERSION = 1;
type V = typeof MESSAGES_VERSION;

/** What the gateway's process has to know; no key and no password among it. */
export interface DoorOptions {
  host: string;
  port: number;
  /** Environments are hosts below each. */
  domains: string[];
  /** Whether people reach it over TLS. */
  isSecure: boolean;
  dashboardUrl: string;
  trustProxy: string[];
  /** How long a request waits for an environment to wake. */
  holdMs: number;
  /** How long a service may take to begin its answer. */
  answerMs: number;
}

/** What a browser is given, to be sent along from then on. */
export interface Pass {
  value: string;
  expiresAt: number;
}

/** Questions that only the control plane can answer. */
export type Question =
  | { kind: 'check'; slug: string; pass: string }
  | { kind: 'exchange'; slug: string; ticket: string; state: string }
  | { kind: 'redeem'; slug: string; token: string; password: string | null; address: string };

export type Holder = 'member' | 'link';

export type Redeemed =
  | { kind: 'opened'; pass: Pass }
  | { kind: 'password-needed'; isWrong: boolean }
  | { kind: 'wait'; seconds: number }
  | { kind: 'over'; why: 'expired' | 'revoked'; askWhom: string }
  | { kind: 'unknown' };

/** By the question's kind. */
export interface Answers {
  /** Null: the pass opens nothing, or no longer. */
  check: Holder | null;
  /** Null: the ticket was used, is too old or another browser's. */
  exchange: Pass | null;
  redeem: Redeemed;
}

/** To the gateway's process. */
export type Command =
  | { v: V; type: 'open'; options: DoorOptions; routes: readonly GatewayRoute[] }
  | { v: V; type: 'route'; slug: string; route: GatewayRoute | null }
  | { v: V; type: 'answer'; id: number; answer: unknown }
  | { v: V; type: 'no-answer'; id: number }
  /** Ask again about every pass: one was withdrawn. */
  | { v: V; type: 'ask-again' }
  | { v: V; type: 'close' };

export interface Seen {
  hostedId: number;
  viewers: number;
  /** Epoch milliseconds. */
  lastAt: number;
}

export type LogLevel = 'info' | 'warn' | 'error';

/** From the gateway's process. */
export type Report =
  | { v: V; type: 'started' }
  | { v: V; type: 'listening'; port: number }
  | { v: V; type: 'cannot-listen'; code: string; message: string }
  | { v: V; type: 'ask'; id: number; question: Question }
  | { v: V; type: 'wake'; hostedId: number }
  | { v: V; type: 'viewed'; seen: Seen[] }
  | { v: V; type: 'log'; level: LogLevel; message: string; facts: Record<string, string | number> };

const address = z.object({ host: z.string(), port: z.int() });

const step = z.object({
  name: z.enum(['prepare', 'build', 'data', 'migrate', 'start']),
  service: z.string().nullable(),
  state: z.enum(['running', 'done', 'failed']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  detail: z.string().nullable(),
  log: z.string(),
});

const runState = z.enum([
  'queued',
  'preparing',
  'building',
  'migrating',
  'starting',
  'ready',
  'sleeping',
  'failed',
  'destroying',
  'destroyed',
]);

const service = z.object({ name: z.string(), path: z.string().nullable(), address: address.nullable() });

// Not the API's own schemas: they would bring every one of its endpoints into the process.
const route: z.ZodType<GatewayRoute> = z.object({
  slug: z.string(),
  hostedId: z.int(),
  project: z.string(),
  environment: z.string(),
  name: z.string(),
  state: runState,
  sleep: z.enum(['paused', 'stopped']).nullable(),
  steps: z.array(step),
  queue: z.object({ position: z.int(), because: z.string() }).nullable(),
  failure: z.string().nullable(),
  lastReadyMs: z.number().nullable(),
  services: z.array(service),
  access: z.enum(['members', 'public']),
  allowedAddresses: z.array(z.string()),
  elsewhere: address.nullable(),
});

const options: z.ZodType<DoorOptions> = z.object({
  host: z.string(),
  port: z.int(),
  domains: z.array(z.string()),
  isSecure: z.boolean(),
  dashboardUrl: z.string(),
  trustProxy: z.array(z.string()),
  holdMs: z.int(),
  answerMs: z.int(),
});

const pass: z.ZodType<Pass> = z.object({ value: z.string(), expiresAt: z.number() });
const slug = z.string();

const question: z.ZodType<Question> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('check'), slug, pass: z.string() }),
  z.object({ kind: z.literal('exchange'), slug, ticket: z.string(), state: z.string() }),
  z.object({
    kind: z.literal('redeem'),
    slug,
    token: z.string(),
    password: z.string().nullable(),
    address: z.string(),
  }),
]);

export const answerSchemas: { readonly [Kind in keyof Answers]: z.ZodType<Answers[Kind]> } = {
  check: z.enum(['member', 'link']).nullable(),
  exchange: pass.nullable(),
  redeem: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('opened'), pass }),
    z.object({ kind: z.literal('password-needed'), isWrong: z.boolean() }),
    z.object({ kind: z.literal('wait'), seconds: z.int() }),
    z.object({ kind: z.literal('over'), why: z.enum(['expired', 'revoked']), askWhom: z.string() }),
    z.object({ kind: z.literal('unknown') }),
  ]),
};

const v = z.literal(MESSAGES_VERSION);
const id = z.int();

export const Command: z.ZodType<Command> = z.discriminatedUnion('type', [
  z.object({ v, type: z.literal('open'), options, routes: z.array(route) }),
  z.object({ v, type: z.literal('route'), slug, route: route.nullable() }),
  z.object({ v, type: z.literal('answer'), id, answer: z.unknown() }),
  z.object({ v, type: z.literal('no-answer'), id }),
  z.object({ v, type: z.literal('ask-again') }),
  z.object({ v, type: z.literal('close') }),
]);

export const Report: z.ZodType<Report> = z.discriminatedUnion('type', [
  z.object({ v, type: z.literal('started') }),
  z.object({ v, type: z.literal('listening'), port: z.int() }),
  z.object({ v, type: z.literal('cannot-listen'), code: z.string(), message: z.string() }),
  z.object({ v, type: z.literal('ask'), id, question }),
  z.object({ v, type: z.literal('wake'), hostedId: z.int() }),
  z.object({
    v,
    type: z.literal('viewed'),
    seen: z.array(z.object({ hostedId: z.int(), viewers: z.int(), lastAt: z.number() })),
  }),
  z.object({
    v,
    type: z.literal('log'),
    level: z.enum(['info', 'warn', 'error']),
    message: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
