import { z } from 'zod';
import { Instant } from './common.ts';
import { endpoint } from './endpoint.ts';

const text = z.string().max(500);
const Count = z.int().min(0);

/** What an SDK instance reports; the meaning of each field is in `@slipway/engine` (`Telemetry`). */
export const Telemetry = z.object({
  batch: z.string().min(1).max(100),
  instance: z.string().min(1).max(200),
  sdk: z.string().min(1).max(100),
  service: text.optional(),
  serviceVersion: text.optional(),
  commit: text.optional(),
  applied: z.object({ epoch: z.int(), version: z.int(), at: Instant }).optional(),
  counts: z
    .array(
      z.object({
        flag: text,
        variant: text,
        ruleId: text.optional(),
        reason: text,
        minute: Instant,
        count: Count,
      }),
    )
    .max(10_000)
    .optional(),
  attributes: z
    .array(z.object({ name: text, type: z.enum(['string', 'number', 'boolean', 'object', 'array']) }))
    .max(1000)
    .optional(),
  observed: z
    .array(
      z.object({
        flag: text,
        variant: text,
        minute: Instant,
        outcomes: z.record(text, z.tuple([Count, Count])).optional(),
        latencyMs: z
          .array(z.tuple([z.number(), Count]))
          .max(50)
          .optional(),
      }),
    )
    .max(10_000)
    .optional(),
  exposures: z
    .array(z.object({ measure: text, flag: text, stage: z.int(), variant: text, unit: text, at: Instant }))
    .max(10_000)
    .optional(),
  outcomes: z
    .array(z.object({ measure: text, metric: text, unit: text, value: z.number().optional(), at: Instant }))
    .max(10_000)
    .optional(),
  sketches: z
    .array(z.object({ flag: text, variant: text, minute: Instant, hll: z.string().max(8000) }))
    .max(1000)
    .optional(),
});

export const streamRuleset = endpoint({
  id: 'streamRuleset',
  method: 'get',
  path: '/sdk/v1/stream',
  tag: 'delivery',
  summary: 'Follow the ruleset of the token’s environment',
  description:
    'Server-sent events `ruleset`, `patch` and `heartbeat`; resumes by `Last-Event-ID`. Needs a `server` token.',
  permission: 'ruleset:read',
  status: 200,
  produces: 'text/event-stream',
  fails: [],
});

export const getRuleset = endpoint({
  id: 'getRuleset',
  method: 'get',
  path: '/sdk/v1/ruleset',
  tag: 'delivery',
  summary: 'The ruleset of the token’s environment, with ETag',
  description:
    'For pollers. `Slipway-Now` carries the server’s clock in epoch milliseconds. 304 when `If-None-Match` is current.',
  permission: 'ruleset:read',
  reply: z.looseObject({ format: z.literal(1) }),
  status: 200,
  fails: [],
});

export const postTelemetry = endpoint({
  id: 'postTelemetry',
  method: 'post',
  path: '/sdk/v1/telemetry',
  tag: 'delivery',
  summary: 'Report counts, observations and the applied version',
  description: 'Idempotent by `batch`.',
  permission: 'telemetry:write',
  body: Telemetry,
  status: 202,
  bodyLimitBytes: 4 * 1024 * 1024,
  fails: [],
});
