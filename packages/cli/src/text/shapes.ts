import type { FlagConfig } from '@slipway/api';

export type Rule = FlagConfig['rules'][number];
export type Condition = Rule['conditions'][number];
export type AttributeCondition = Extract<Condition, { operator: string }>;
export type Operator = AttributeCondition['operator'];
export type Scalar = NonNullable<AttributeCondition['values']>[number];
export type Serve = FlagConfig['fallthrough'];
