export { type Config, readConfig } from './config.ts';
export { isRange } from './network.ts';

export { type Option, options } from './options.ts';
export type { RoleMap } from './sign-in.ts';
export { usage } from './usage.ts';
export { UsageError } from './usage-error.ts';
