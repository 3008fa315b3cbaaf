import { z } from 'zod';
import { Key, VariantName } from './common.ts';

/** Shapes of a ruleset as they are written by people; the meaning of each is in `@slipway/engine`. */

export const Scalar = z.union([z.string().max(10_000), z.number(), z.boolean()]);

export const operatorNames = [
  'equals',
  'one-of',
  'contains',
  'starts-with',
  'ends-with',
  'matches',
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
  'between',
  'semver-equal',
  'semver-less',
  'semver-less-or-equal',
  'semver-greater',
  'semver-greater-or-equal',
  'semver-compatible',
  'semver-approximate',
  'before',
  'after',
  'exists',
  'in-cidr',
] as const;

export const AttributeCondition = z.strictObject({
  attribute: z.string().min(1).max(200),
  operator: z.enum(operatorNames),
  values: z.array(Scalar).max(10_000).optional(),
  negate: z.boolean().optional(),
  ignoreCase: z.boolean().optional(),
});
export const SegmentCondition = z.strictObject({ segment: Key, negate: z.boolean().optional() });
export const Condition = z.union([AttributeCondition, SegmentCondition]).meta({ id: 'Condition' });

export const Split = z.strictObject({
  by: z.string().min(1).max(200),
  salt: z.string().min(1).max(200),
  algorithm: z.literal(1),
  weights: z
    .array(z.tuple([VariantName, z.int().min(0).max(100_000)]))
    .min(1)
    .max(100),
});
export const Serve = z.union([z.strictObject({ variant: VariantName }), z.strictObject({ split: Split })]);

const EpochMs = z.int().min(0);

export const Rule = z
  .strictObject({
    id: z.string().min(1).max(100),
    conditions: z.array(Condition).max(100),
    serve: Serve,
    from: EpochMs.nullable().optional(),
    until: EpochMs.nullable().optional(),
  })
  .meta({ id: 'Rule' });

export const FlagConfig = z
  .strictObject({
    enabled: z.boolean(),
    schedule: z.array(z.strictObject({ at: EpochMs, enabled: z.boolean() })).max(100),
    offVariant: VariantName,
    safeVariant: VariantName.nullable(),
    prerequisites: z
      .array(z.strictObject({ flag: Key, variants: z.array(VariantName).min(1).max(100) }))
      .max(50),
    targets: z
      .array(z.strictObject({ variant: VariantName, keys: z.array(z.string().min(1).max(500)).max(10_000) }))
      .max(100),
    rules: z.array(Rule).max(500),
    fallthrough: Serve,
  })
  .meta({ id: 'FlagConfig' });
export type FlagConfig = z.infer<typeof FlagConfig>;

export const SegmentContent = z
  .strictObject({
    include: z.array(z.string().min(1).max(500)).max(100_000),
    exclude: z.array(z.string().min(1).max(500)).max(100_000),
    rules: z.array(z.strictObject({ conditions: z.array(Condition).max(100) })).max(500),
  })
  .meta({ id: 'SegmentContent' });
export type SegmentContent = z.infer<typeof SegmentContent>;
