export { type Config, readConfig, UsageError } from './config.ts';
export { options } from './options.ts';
export { usage } from './usage.ts';
