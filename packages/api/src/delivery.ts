import { z } from 'zod';
import { Instant } from './common.ts';
import { endpoint } from './endpoint.ts';

const text = z.string().max(500);
const Count = z.int().min(0);

/** A list whose entries are judged one by one: those that fit, and how many were refused. */
export interface Sifted<Entry> {
  taken: Entry[];
  refused: number;
}

const Exposure = z.object({
  measure: text,
  flag: text,
  stage: z.int(),
  variant: text,
  unit: text,
  at: Instant,
});
const Outcome = z.object({
  measure: text,
  metric: text,
  unit: text,
  value: z.number().optional(),
  at: Instant,
});
const Sketch = z.object({
  flag: text,
  variant: text,
  minute: Instant,
  hll: z
    .string()
    .regex(/^[A-Za-z0-9+/]{5461}[AQgw]==$/)
    .describe('Base64 of 4,096 bytes'),
});

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
  exposures: sifted(Exposure, 10_000).optional(),
  outcomes: sifted(Outcome, 10_000).optional(),
  sketches: sifted(Sketch, 1000).optional(),
});

/** Any value is taken, since one bad entry must not cost the batch; the document describes what fits. */
function sifted<Entry>(entry: z.ZodType<Entry>, most: number) {
  const { $schema: _, ...schema } = z.toJSONSchema(z.array(entry).max(most), { io: 'input' });
  return z
    .custom<Entry[]>()
    .transform((value) => sift(value, entry, most))
    .meta({ ...schema, description: 'Entries that do not fit are left out and counted, never refused.' });
}

function sift<Entry>(value: unknown, entry: z.ZodType<Entry>, most: number): Sifted<Entry> {
  if (!Array.isArray(value)) return { taken: [], refused: 1 };
  const taken = value.slice(0, most).flatMap((given) => entry.safeParse(given).data ?? []);
  return { taken, refused: value.length - taken.length };
}

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
