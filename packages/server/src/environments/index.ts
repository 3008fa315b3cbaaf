export { environmentCreation } from './mutations.ts';
export { environmentReverter } from './reverts.ts';
export { environmentsRoutes, type RunsOfEnvironments } from './routes.ts';
export { createEnvironments, type Environments } from './service.ts';
export { findEnvironment } from './store.ts';
