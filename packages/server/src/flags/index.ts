export { listFlagOverrides } from './list-overrides.ts';
export { readFlagPromotion } from './promotion.ts';
export { configReverter, definitionReverter } from './reverts.ts';
export { flagsRoutes } from './routes.ts';
export { createFlags, type Flags } from './service.ts';
