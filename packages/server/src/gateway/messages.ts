import { z } from 'zod';
import type { GatewayRoute } from './routes-source.ts';

/** Of what the control plane and the gateway's process say to each other. Both are of one build; a leftover is not. */
export const MESSAGES_VERSION = 1;

const Address = z.object({ host: z.string(), port: z.int() });

const Step = z.object({
  name: z.enum(['prepare', 'build', 'data', 'migrate', 'start']),
  service: z.string().nullable(),
  state: z.enum(['running', 'done', 'failed']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  detail: z.string().nullable(),
  log: z.string(),
});

// Not the API's own schemas: they would bring every one of its endpoints into the process.
const Route = z.object({
  slug: z.string(),
  hostedId: z.int(),
  project: z.string(),
  environment: z.string(),
  name: z.string(),
  state: z.enum([
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
  ]),
  sleep: z.enum(['paused', 'stopped']).nullable(),
  steps: z.array(Step).readonly(),
  queue: z.object({ position: z.int(), because: z.string() }).nullable(),
  failure: z.string().nullable(),
  lastReadyMs: z.number().nullable(),
  services: z
    .array(z.object({ name: z.string(), path: z.string().nullable(), address: Address.nullable() }))
    .readonly(),
  access: z.enum(['members', 'public']),
  allowedAddresses: z.array(z.string()).readonly(),
  elsewhere: Address.nullable(),
}) satisfies z.ZodType<GatewayRoute>;

/** What the gateway's process has to know; no key and no password among it. */
export const DoorOptions = z.object({
  host: z.string(),
  port: z.int(),
  /** Environments are hosts below each. */
  domains: z.array(z.string()),
  /** Whether people reach it over TLS. */
  isSecure: z.boolean(),
  /** Where the dashboard is. */
  dashboardUrl: z.string(),
  trustProxy: z.array(z.string()),
  /** How long a request waits for an environment to wake. */
  holdMs: z.int(),
  /** How long a service may take to begin its answer. */
  answerMs: z.int(),
});
export type DoorOptions = z.infer<typeof DoorOptions>;

const Pass = z.object({ value: z.string(), expiresAt: z.number() });
/** What a browser is given in exchange, to be sent along from then on. */
export type Pass = z.infer<typeof Pass>;

/** Questions that only the control plane can answer. */
export const Question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('check'), slug: z.string(), pass: z.string() }),
  z.object({ kind: z.literal('exchange'), slug: z.string(), ticket: z.string(), state: z.string() }),
  z.object({
    kind: z.literal('redeem'),
    slug: z.string(),
    token: z.string(),
    password: z.string().nullable(),
    address: z.string(),
  }),
]);
export type Question = z.infer<typeof Question>;

export const Holder = z.enum(['member', 'link']);
export type Holder = z.infer<typeof Holder>;

export const Redeemed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), pass: Pass }),
  z.object({ kind: z.literal('password-needed'), isWrong: z.boolean() }),
  z.object({ kind: z.literal('wait'), seconds: z.int() }),
  z.object({ kind: z.literal('over'), why: z.enum(['expired', 'revoked']), askWhom: z.string() }),
  z.object({ kind: z.literal('unknown') }),
]);
export type Redeemed = z.infer<typeof Redeemed>;

/** By the question's kind. */
export const answerSchemas = {
  /** Null: the pass opens nothing, or no longer. */
  check: Holder.nullable(),
  exchange: Pass.nullable(),
  redeem: Redeemed,
} as const;

export interface Answers {
  check: Holder | null;
  exchange: Pass | null;
  redeem: Redeemed;
}

const version = z.literal(MESSAGES_VERSION);

/** To the gateway's process. */
export const Command = z.discriminatedUnion('type', [
  z.object({ v: version, type: z.literal('open'), options: DoorOptions, routes: z.array(Route) }),
  z.object({ v: version, type: z.literal('route'), slug: z.string(), route: Route.nullable() }),
  z.object({ v: version, type: z.literal('answer'), id: z.int(), answer: z.unknown() }),
  z.object({ v: version, type: z.literal('no-answer'), id: z.int() }),
  /** Ask again about every pass: one was withdrawn. */
  z.object({ v: version, type: z.literal('ask-again') }),
  z.object({ v: version, type: z.literal('close') }),
]);
export type Command = z.infer<typeof Command>;

export const Seen = z.object({ hostedId: z.int(), viewers: z.int(), lastAt: z.number() });
export type Seen = z.infer<typeof Seen>;

/** From the gateway's process. */
export const Report = z.discriminatedUnion('type', [
  z.object({ v: version, type: z.literal('started') }),
  z.object({ v: version, type: z.literal('listening'), port: z.int() }),
  z.object({ v: version, type: z.literal('cannot-listen'), code: z.string(), message: z.string() }),
  z.object({ v: version, type: z.literal('ask'), id: z.int(), question: Question }),
  z.object({ v: version, type: z.literal('wake'), hostedId: z.int() }),
  z.object({ v: version, type: z.literal('viewed'), seen: z.array(Seen) }),
  z.object({
    v: version,
    type: z.literal('log'),
    level: z.enum(['info', 'warn', 'error']),
    message: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type Report = z.infer<typeof Report>;
