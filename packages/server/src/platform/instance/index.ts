export { type Instance, openInstance } from './instance.ts';
