export { backup, restore } from './backup.ts';
export { type Failure, failureOf } from './failure.ts';
export type { Summary } from './platform/backup/index.ts';
export { type Config, readConfig, UsageError, usage } from './platform/config/index.ts';
export { runSlipway } from './run.ts';
export { type Slipway, type SlipwayOptions, startSlipway } from './slipway.ts';
