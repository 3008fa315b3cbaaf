export type { SlipwayOptions, TokenSource } from './options.ts';
export type { Platform, Timer } from './platform.ts';
export { type RulesetPosition, SlipwayProvider } from './provider.ts';
