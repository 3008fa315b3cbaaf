export { type Config, isLoopback, readConfig, UsageError } from './config.ts';
export { type Option, options } from './options.ts';
export { usage } from './usage.ts';
