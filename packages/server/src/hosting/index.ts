export { createEngine, type Engine, type EngineDeps, type Places } from './engine.ts';
export { tearDownWith } from './on-delete.ts';
export type { PublicAddresses, ServiceCatalogue } from './ports.ts';
export { type HostingFace, hostingRoutes } from './routes.ts';
export { HOSTING_CHANNEL } from './store.ts';
