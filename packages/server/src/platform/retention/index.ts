export { type Kept, removeExpired } from './retention.ts';
