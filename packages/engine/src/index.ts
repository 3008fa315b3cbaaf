export type * from './decision.ts';
export * from './ruleset.ts';
export type * from './stream.ts';
export type * from './telemetry.ts';
