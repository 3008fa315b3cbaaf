export { type Instance, openInstance, raiseEpoch } from './instance.ts';
