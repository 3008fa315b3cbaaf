export { environmentReverter } from './reverts.ts';
export { environmentsRoutes } from './routes.ts';
export { createEnvironments, type Environments } from './service.ts';
